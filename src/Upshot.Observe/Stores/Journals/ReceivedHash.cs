using System.Buffers.Binary;
using System.IO.Hashing;

namespace Upshot.Observe.Stores.Journals;

/// <summary>
/// The hash of a request as it was received, behind one that was rewritten since: a field of the request's own message whose number no
/// version of the protocol uses, so that whoever reads the body skips it. It counts only where the record's header says that it is there.
/// </summary>
internal static class ReceivedHash
{
    private const uint Tag = (2047 << 3) | 2;

    /// <summary>Bytes of the field: tag, length, hash.</summary>
    public const int Length = 2 + 1 + 16;

    public static byte[] Field(UInt128 received)
    {
        var field = new byte[Length];
        (field[0], field[1], field[2]) = (unchecked((byte)(Tag | 0x80)), (byte)(Tag >> 7), 16);
        BinaryPrimitives.WriteUInt128LittleEndian(field.AsSpan(3), received);
        return field;
    }

    public static UInt128 Read(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt128LittleEndian(stored[^16..]);

    public static UInt128 OfBoth(ReadOnlySpan<byte> body, ReadOnlySpan<byte> field)
    {
        var hash = new XxHash128();
        hash.Append(body);
        hash.Append(field);
        return hash.GetCurrentHashAsUInt128();
    }
}
