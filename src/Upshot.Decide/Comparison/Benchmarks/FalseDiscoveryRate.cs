namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>Of what is called different among many, the share that is not.</summary>
/// <remarks>Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995).</remarks>
public static class FalseDiscoveryRate
{
    /// <summary>The smallest rate at which each would be called different, in the order given; NaN stays NaN and is not counted.</summary>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        var order = Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderByDescending(i => p[i]).ToArray();
        var adjusted = Enumerable.Repeat(double.NaN, p.Count).ToArray();
        var least = 1.0;
        for (var k = 0; k < order.Length; k++)
        {
            least = Math.Min(least, p[order[k]] * order.Length / (order.Length - k));
            adjusted[order[k]] = least;
        }

        return adjusted;
    }

    /// <summary>The p up to which they are called different at a rate; where none is, the p that the smallest would have had to reach.</summary>
    public static double Threshold(IReadOnlyList<double> p, double rate)
    {
        var sorted = p.Where(v => !double.IsNaN(v)).Order().ToArray();
        var called = 0;
        for (var k = 0; k < sorted.Length; k++)
        {
            called = sorted[k] <= rate * (k + 1) / sorted.Length ? k + 1 : called;
        }

        return sorted.Length == 0 ? rate : rate * Math.Max(1, called) / sorted.Length;
    }
}
