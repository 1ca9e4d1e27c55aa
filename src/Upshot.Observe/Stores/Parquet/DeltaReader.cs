namespace Upshot.Observe.Stores.Parquet;

/// <summary>Reads what <see cref="DeltaEncoding"/> writes, and blocks of other sizes.</summary>
internal static class DeltaReader
{
    private const int MostInBlock = 1 << 16;

    /// <param name="bytes">With <see cref="BitUnpacking.Slack"/> behind them.</param>
    /// <param name="into">As many as there are.</param>
    /// <exception cref="FormatException">There are not so many, or it is damaged.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, Span<long> into)
    {
        var (block, miniblocks, count) = (Varints.Read(ref bytes), Varints.Read(ref bytes), Varints.Read(ref bytes));
        var value = Varints.ReadSigned(ref bytes);
        if (count != (ulong)into.Length || miniblocks is 0 or > 512 || block > MostInBlock || block % (miniblocks * 8) != 0 || block == 0)
        {
            throw new FormatException($"{count} differences in blocks of {block} where {into.Length} are right.");
        }

        if (into.Length == 0)
        {
            return;
        }

        into[0] = value;
        var size = (int)(block / miniblocks);
        for (var at = 1; at < into.Length;)
        {
            var least = Varints.ReadSigned(ref bytes);
            var widths = bytes[..(int)miniblocks];
            bytes = bytes[(int)miniblocks..];
            for (var i = 0; i < widths.Length && at < into.Length; i++)
            {
                int width = widths[i];
                var some = into.Slice(at, Math.Min(size, into.Length - at));
                if (width > 64)
                {
                    throw new FormatException($"Numbers of {width} bits.");
                }

                BitUnpacking.Read(bytes, width, some);
                foreach (ref var one in some)
                {
                    // Sums wrap as the differences did.
                    one = value = unchecked(value + least + one);
                }

                at += some.Length;
                bytes = bytes[Math.Min(size * width / 8, bytes.Length)..];
            }
        }
    }
}
