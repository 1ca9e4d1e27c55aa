using System.Buffers.Binary;

namespace Upshot.Observe.Otlp.Json;

/// <summary>Writes protobuf into a body whose nested lengths are not known beforehand.</summary>
internal static unsafe class ProtobufWriter
{
    private const int MaxVarint = 10;

    public static void Varint(this RequestBuffer body, ulong value)
    {
        var room = body.Room(MaxVarint).Span;
        body.Advance(Put(room, value));
    }

    public static void Fixed64(this RequestBuffer body, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(body.Room(8).Span, value);
        body.Advance(8);
    }

    public static void Fixed32(this RequestBuffer body, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(body.Room(4).Span, value);
        body.Advance(4);
    }

    /// <summary>
    /// Begins something with a length and leaves one byte for it. Most are shorter than 128 bytes; for the others
    /// <see cref="End"/> moves the content up, which is cheaper than measuring everything first.
    /// </summary>
    public static int Begin(this RequestBuffer body, uint tag)
    {
        body.Varint(tag);
        body.Room(1);
        body.Advance(1);
        return body.Length;
    }

    public static void End(this RequestBuffer body, int start)
    {
        var length = body.Length - start;
        var more = VarintBytes((uint)length) - 1;
        if (more > 0)
        {
            body.Room(more);
            Buffer.MemoryCopy(body.Pointer + start, body.Pointer + start + more, length, length);
            body.Advance(more);
        }

        Put(new Span<byte>(body.Pointer + start - 1, more + 1), (uint)length);
    }

    private static int VarintBytes(uint value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;

    private static int Put(Span<byte> room, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            room[at++] = (byte)(value | 0x80);
        }

        room[at] = (byte)value;
        return at + 1;
    }
}
