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
}
