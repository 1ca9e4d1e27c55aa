using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Numbers side by side in as many bits as the greatest takes, the lowest bits first. Source: Parquet, "Encodings".</summary>
internal static class BitPacking
{
    public static int WidthOf(ulong greatest) => 64 - BitOperations.LeadingZeroCount(greatest);

    /// <summary>Codes in groups of eight; what the last group lacks is zero.</summary>
    public static void Write(ReadOnlySpan<int> codes, int width, ArrayBufferWriter<byte> output)
    {
        var length = (codes.Length + 7) / 8 * width;
        var room = output.GetSpan(length + (2 * sizeof(ulong)));
        ulong pending = 0;
        int bits = 0, at = 0;
        foreach (var code in codes)
        {
            pending |= (ulong)(uint)code << bits;
            bits += width;
            if (bits >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(room[at..], (uint)pending);
                pending >>= 32;
                bits -= 32;
                at += sizeof(uint);
            }
        }

        Finish(room, at, length, pending);
        output.Advance(length);
    }

    /// <summary>Numbers of up to 64 bits, as many as fill whole bytes.</summary>
    public static void Write(ReadOnlySpan<ulong> values, int width, ArrayBufferWriter<byte> output)
    {
        var length = ((values.Length * width) + 7) / 8;
        var room = output.GetSpan(length + (2 * sizeof(ulong)));
        ulong pending = 0;
        int bits = 0, at = 0;
        foreach (var value in values)
        {
            pending |= value << bits;
            var left = 64 - bits;
            if (width >= left)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(room[at..], pending);
                at += sizeof(ulong);

                // A shift by 64 would shift by nothing.
                pending = left == 64 ? 0 : value >> left;
                bits = width - left;
            }
            else
            {
                bits += width;
            }
        }

        Finish(room, at, length, pending);
        output.Advance(length);
    }

    private static void Finish(Span<byte> room, int at, int length, ulong pending)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(room[at..], pending);
        if (length - at > sizeof(ulong))
        {
            room[(at + sizeof(ulong))..length].Clear();
        }
    }
}
