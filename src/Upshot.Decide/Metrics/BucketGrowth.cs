namespace Upshot.Decide.Metrics;

/// <summary>Counts by the upper ends of buckets, of points whose buckets need not be the same.</summary>
internal sealed class BucketGrowth
{
    private readonly SortedDictionary<double, (double Low, double Count)> _buckets = [];

    public void Add(IReadOnlyList<double> bounds, IReadOnlyList<double> counts)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] > 0)
            {
                var (low, high) = (i == 0 ? double.NegativeInfinity : bounds[i - 1], i < bounds.Count ? bounds[i] : double.PositiveInfinity);
                var known = _buckets.GetValueOrDefault(high, (low, 0));
                _buckets[high] = (Math.Max(low, known.Item1), known.Item2 + counts[i]);
            }
        }
    }

    /// <summary>What later counts have more than earlier ones of the same series; null: they have less somewhere, so that it began anew.</summary>
    /// <remarks>The ends of a wider bucket are ends of narrower ones, as when an exponential histogram changes its scale.</remarks>
    public static double[]? Between(IReadOnlyList<double> earlierBounds, IReadOnlyList<double> earlier, IReadOnlyList<double> bounds, IReadOnlyList<double> counts)
    {
        double[] grown = [.. counts];
        for (int i = 0, at = 0; i < earlier.Count; i++)
        {
            var end = i < earlierBounds.Count ? earlierBounds[i] : double.PositiveInfinity;
            while (at < bounds.Count && bounds[at] < end)
            {
                at++;
            }

            if (at < grown.Length)
            {
                grown[at] -= earlier[i];
            }
        }

        return Array.Exists(grown, g => g < 0) ? null : grown;
    }

    /// <summary>Null: nothing was counted, or it lies in the bucket without an end, of which no more is known than where it begins.</summary>
    public double? Quantile(double q)
    {
        var all = _buckets.Sum(b => b.Value.Count);
        if (all <= 0)
        {
            return null;
        }

        var (rank, below) = (q * all, 0.0);
        foreach (var (high, (low, count)) in _buckets)
        {
            if (below + count >= rank)
            {
                // Without an end on one side, the other one is what is known.
                return double.IsInfinity(high) ? Finite(low) : double.IsInfinity(low) ? (high > 0 ? high * Part(rank - below, count) : high) : low + ((high - low) * Part(rank - below, count));
            }

            below += count;
        }

        return Finite(_buckets.Last().Value.Low);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static double Part(double into, double count) => Math.Clamp(into / count, 0, 1);
}
