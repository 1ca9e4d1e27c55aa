using System.Buffers;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Numbers of seven bits a byte, the lowest first (LEB128).</summary>
internal static class Varints
{
    public static void Write(ulong value, ArrayBufferWriter<byte> output)
    {
        var room = output.GetSpan(10);
        var at = 0;
        while (value >= 0x80)
        {
            room[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[at++] = (byte)value;
        output.Advance(at);
    }

    /// <summary>Small numbers of either sign as small numbers.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <exception cref="FormatException">It does not end.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("A number does not end.");
    }

    /// <summary>One that <see cref="ZigZag"/> made.</summary>
    public static long ReadSigned(ref ReadOnlySpan<byte> bytes) => Read(ref bytes) is var zigzag ? (long)(zigzag >> 1) ^ -(long)(zigzag & 1) : 0;
}
