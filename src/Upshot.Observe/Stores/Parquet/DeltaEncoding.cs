using System.Buffers;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Integers as differences to the one before, packed in blocks. Source: Parquet, "Delta Encoding (DELTA_BINARY_PACKED)".</summary>
internal static class DeltaEncoding
{
    private const int Block = 128, Miniblocks = 4, Miniblock = Block / Miniblocks;

    public static void Write(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        Varints.Write(Block, output);
        Varints.Write(Miniblocks, output);
        Varints.Write((ulong)values.Length, output);
        Varints.Write(Varints.ZigZag(values.Length > 0 ? values[0] : 0), output);

        Span<long> deltas = stackalloc long[Block];
        for (var at = 1; at < values.Length; at += Block)
        {
            var count = Math.Min(Block, values.Length - at);
            for (var i = 0; i < count; i++)
            {
                // Differences may be greater than a long is: they wrap, and the reader's sums wrap back.
                deltas[i] = unchecked(values[at + i] - values[at + i - 1]);
            }

            WriteBlock(deltas[..count], output);
        }
    }

    private static void WriteBlock(ReadOnlySpan<long> deltas, ArrayBufferWriter<byte> output)
    {
        var least = long.MaxValue;
        foreach (var delta in deltas)
        {
            least = Math.Min(least, delta);
        }

        Span<ulong> above = stackalloc ulong[Block];
        Span<ulong> greatest = stackalloc ulong[Miniblocks];
        above.Clear();
        greatest.Clear();
        for (var i = 0; i < deltas.Length; i++)
        {
            above[i] = unchecked((ulong)deltas[i] - (ulong)least);
            greatest[i / Miniblock] |= above[i];
        }

        Varints.Write(Varints.ZigZag(least), output);
        var widths = output.GetSpan(Miniblocks);
        for (var i = 0; i < Miniblocks; i++)
        {
            widths[i] = (byte)BitPacking.WidthOf(greatest[i]);
        }

        output.Advance(Miniblocks);

        // The last one that has numbers is filled up with zeros; those behind it are not there.
        for (var i = 0; i * Miniblock < deltas.Length; i++)
        {
            BitPacking.Write(above.Slice(i * Miniblock, Miniblock), BitPacking.WidthOf(greatest[i]), output);
        }
    }
}
