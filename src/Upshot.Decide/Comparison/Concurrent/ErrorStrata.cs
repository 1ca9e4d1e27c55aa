namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// The difference of two versions' error ratios within groups of time, the groups weighted by what they know of it: n₁ n₂ / (n₁ + n₂).
/// </summary>
internal sealed class ErrorStrata
{
    private readonly double _binomial;
    private readonly double _level;
    private readonly double _concentration;

    public ErrorStrata(IReadOnlyList<ErrorCount> baseline, IReadOnlyList<ErrorCount> candidate)
    {
        var (a, b) = (ErrorTotals.Of(baseline), ErrorTotals.Of(candidate));
        var weights = a.Requests.Zip(b.Requests, (m, n) => m + n > 0 ? m * n / (m + n) : 0).ToArray();
        var all = weights.Sum();
        // No error anywhere is no certainty: with half an error each the interval stays open.
        var least = 0.5 / (a.AllRequests + b.AllRequests);
        var binomial = 0.0;
        Difference = all > 0 ? 0 : double.NaN;
        for (var g = 0; g < weights.Length; g++)
        {
            weights[g] /= all;
            if (weights[g] > 0)
            {
                var (m, n) = (a.Requests[g], b.Requests[g]);
                var pooled = (a.Errors[g] + b.Errors[g]) / (m + n);
                Difference += weights[g] * (b.Ratio(g) - a.Ratio(g));
                _level += weights[g] * pooled;
                binomial += weights[g] * weights[g] * pooled * (1 - pooled) * ((a.DesignEffect / m) + (b.DesignEffect / n));
            }
        }

        _level = Math.Clamp(_level, least, 1 - least);
        _binomial = Math.Max(binomial, least * (1 - least) * ((a.DesignEffect / a.AllRequests) + (b.DesignEffect / b.AllRequests)));
        _concentration = Concentration(baseline, a, weights) + Concentration(candidate, b, weights);
    }

    /// <summary>The candidate's ratio less the baseline's; NaN where they were never together.</summary>
    public double Difference { get; }

    /// <summary>Of the difference, where the squared relative spread of the processes' ratios is this.</summary>
    public double Variance(double spread) => _binomial + (_level * _level * (1 - _level) * spread * _concentration);

    // Over how few processes a version's ratio is spread: 1/n for n that had as much each, up to 1 where one had all.
    private static double Concentration(IReadOnlyList<ErrorCount> processes, ErrorTotals totals, double[] weights) => processes.Sum(process =>
    {
        var share = 0.0;
        for (var g = 0; g < weights.Length; g++)
        {
            share += weights[g] > 0 ? weights[g] * process.RequestsBy[g] / totals.Requests[g] : 0;
        }

        return share * share;
    });
}
