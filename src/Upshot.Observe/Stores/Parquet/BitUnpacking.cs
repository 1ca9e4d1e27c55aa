using System.Buffers.Binary;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Reads what <see cref="BitPacking"/> writes.</summary>
internal static class BitUnpacking
{
    /// <summary>So many bytes behind packed bits may be read, whatever they are.</summary>
    public const int Slack = 16;

    /// <param name="from">With <see cref="Slack"/> behind the bits.</param>
    public static void Read(ReadOnlySpan<byte> from, int width, Span<int> into)
    {
        var mask = (1UL << width) - 1;
        for (var (i, bit) = (0, 0L); i < into.Length; i++, bit += width)
        {
            into[i] = (int)((BinaryPrimitives.ReadUInt64LittleEndian(from[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask);
        }
    }

    /// <summary>The same of numbers of up to 64 bits.</summary>
    public static void Read(ReadOnlySpan<byte> from, int width, Span<long> into)
    {
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        for (var (i, bit) = (0, 0L); i < into.Length; i++, bit += width)
        {
            var (at, shift) = ((int)(bit >> 3), (int)(bit & 7));
            var value = BinaryPrimitives.ReadUInt64LittleEndian(from[at..]) >> shift;
            if (shift + width > 64)
            {
                value |= (ulong)from[at + 8] << (64 - shift);
            }

            into[i] = (long)(value & mask);
        }
    }
}
