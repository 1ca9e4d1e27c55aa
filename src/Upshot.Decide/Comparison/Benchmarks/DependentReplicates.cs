namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>
/// Whether what is called replicates are pieces of one process: then the last values of one and the first of the next go together, beyond what their
/// own replicates' levels say; and neighbouring levels do.
/// </summary>
internal static class DependentReplicates
{
    private const int FewestPairs = 8;
    private const double Z = 3.5;

    /// <param name="series">Replicates in their order, for each benchmark and side.</param>
    public static bool Seem(IReadOnlyList<IReadOnlyList<SampleReplicate>> series)
    {
        double edges = 0, levels = 0;
        int edgePairs = 0, levelPairs = 0;
        foreach (var replicates in series)
        {
            AddEdges(replicates, ref edges, ref edgePairs);
            AddLevels(replicates, ref levels, ref levelPairs);
        }

        return IsBeyond(edges, edgePairs) || IsBeyond(levels, levelPairs);

        // Sums of products of standardised numbers: variance about one each.
        static bool IsBeyond(double sum, int pairs) => pairs >= FewestPairs && sum / Math.Sqrt(pairs) > Z;
    }

    private static void AddEdges(IReadOnlyList<SampleReplicate> replicates, ref double sum, ref int pairs)
    {
        for (var i = 1; i < replicates.Count; i++)
        {
            var (a, b) = (replicates[i - 1].Values, replicates[i].Values);
            if (a.Count >= 5 && b.Count >= 5 && Rank(a, a[^1]) is { } last && Rank(b, b[0]) is { } first)
            {
                sum += last * first;
                pairs++;
            }
        }
    }

    private static void AddLevels(IReadOnlyList<SampleReplicate> replicates, ref double sum, ref int pairs)
    {
        if (replicates.Count < 5)
        {
            return;
        }

        double[] medians = [.. replicates.Select(r => Quantiles.Median(r.Values))];
        for (var i = 1; i < medians.Length; i++)
        {
            if (Rank(medians, medians[i - 1]) is { } before && Rank(medians, medians[i]) is { } after)
            {
                sum += before * after;
                pairs++;
            }
        }
    }

    // The rank among them, with a variance of one: outliers and tails do not matter.
    private static double? Rank(IReadOnlyList<double> values, double value)
    {
        var (below, equal) = (0, 0);
        for (var i = 0; i < values.Count; i++)
        {
            below += values[i] < value ? 1 : 0;
            equal += values[i] == value ? 1 : 0;
        }

        var n = values.Count;
        return equal == n ? null : (below + ((equal - 1) / 2.0) - ((n - 1) / 2.0)) / Math.Sqrt(((n * (double)n) - 1) / 12);
    }
}
