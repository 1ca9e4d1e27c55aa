namespace Upshot.Observe.Stores.Parquet;

/// <summary>Reads what <see cref="HybridRuns"/> writes.</summary>
/// <param name="bytes">With <see cref="BitUnpacking.Slack"/> behind them.</param>
internal ref struct HybridReader(ReadOnlySpan<byte> bytes, int width)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>The next numbers, up to as many as there is room for.</summary>
    /// <param name="same">Whether all of them are the first.</param>
    /// <returns>How many.</returns>
    public int Next(Span<int> into, out bool same)
    {
        var head = Varints.Read(ref _left);
        same = (head & 1) == 0;
        if (same)
        {
            var value = 0;
            for (var i = 0; i < (width + 7) / 8; i++)
            {
                value |= _left[i] << (8 * i);
            }

            _left = _left[((width + 7) / 8)..];
            var count = (int)Math.Min(head >> 1, (ulong)into.Length);
            into[..count].Fill(value);
            return count == 0 && into.Length > 0 ? throw new FormatException("A run of nothing.") : count;
        }

        var packed = checked((int)(head >> 1));
        var values = (int)Math.Min((long)packed * 8, into.Length);
        BitUnpacking.Read(_left, width, into[..values]);

        // What the last group lacks may be cut off with the page.
        _left = _left[Math.Min(checked(packed * width), _left.Length)..];
        return values == 0 && into.Length > 0 ? throw new FormatException("A run of nothing.") : values;
    }
}
