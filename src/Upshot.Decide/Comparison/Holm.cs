namespace Upshot.Decide.Comparison;

/// <summary>Corrects several tests for one another: the chance that any of those without effect is called significant stays below alpha.</summary>
/// <remarks>S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).</remarks>
internal static class Holm
{
    /// <summary>Adjusted p in the order given; NaN stays NaN and is not counted.</summary>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        var adjusted = Enumerable.Repeat(double.NaN, p.Count).ToArray();
        var order = Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i]).ToList();
        var largest = 0.0;
        for (var rank = 0; rank < order.Count; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, p[order[rank]] * (order.Count - rank)));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }
}
