namespace Upshot.Decide.Comparison;

/// <summary>Corrects several tests for one another: the chance that any of those without effect is called significant stays below alpha.</summary>
/// <remarks>S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).</remarks>
public static class Holm
{
    /// <summary>The results judged by their adjusted p, in the order given. What was not tested stays as it is.</summary>
    public static IReadOnlyList<ComparisonResult> Correct(IReadOnlyList<ComparisonResult> results)
    {
        var adjusted = Adjust([.. results.Select(r => r.P)]);
        return [.. results.Select((r, i) => double.IsNaN(adjusted[i]) ? r : Judgement.Judge(r with { AdjustedP = adjusted[i] }, adjusted[i]).WithSentence())];
    }

    /// <summary>Adjusted p in the order given; NaN stays NaN and is not counted.</summary>
    internal static double[] Adjust(IReadOnlyList<double> p)
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
