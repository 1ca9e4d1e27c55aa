namespace Upshot.Decide.Metrics;

/// <summary>Spearman's coefficient: how far two series rise and fall together, whatever the shape. It says nothing about which of them is the cause, or whether something else is.</summary>
public static class RankCorrelation
{
    private const int Fewest = 8;

    /// <summary>Null: fewer than eight pairs, or one of the two does not vary.</summary>
    public static double? Of(IReadOnlyList<(double X, double Y)> pairs)
    {
        var known = pairs.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        if (known.Count < Fewest)
        {
            return null;
        }

        var (x, y) = (Ranks([.. known.Select(p => p.X)]), Ranks([.. known.Select(p => p.Y)]));
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, yy) = (x.Sum(v => (v - meanX) * (v - meanX)), y.Sum(v => (v - meanY) * (v - meanY)));
        return xx <= 0 || yy <= 0 ? null : x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / Math.Sqrt(xx * yy);
    }

    /// <summary>Equal values share the mean of their ranks.</summary>
    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to + 1 < order.Length && values[order[to + 1]] == values[order[from]])
            {
                to++;
            }

            for (var i = from; i <= to; i++)
            {
                ranks[order[i]] = (from + to) / 2.0;
            }

            from = to + 1;
        }

        return ranks;
    }
}
