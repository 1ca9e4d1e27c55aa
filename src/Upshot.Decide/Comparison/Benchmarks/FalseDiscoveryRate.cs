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
}
