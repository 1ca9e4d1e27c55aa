namespace Upshot.Decide.Comparison;

/// <summary>
/// What blocks of time are worth that follow one another in the same process: neighbours resemble each other, so that m of them
/// know less than m independent ones. The correlation of neighbours is estimated, corrected for its bias in short series,
/// and taken as that of a first-order autoregression.
/// </summary>
/// <remarks>
/// Bias: M. G. Kendall, "Note on bias in the estimation of autocorrelation", Biometrika 41 (1954): E r ≈ ρ − (1 + 3ρ)/m.
/// Effective number: m (1 − ρ) / (1 + ρ).
/// </remarks>
internal static class Correlation
{
    private const double Most = 0.95;

    /// <param name="series">One for each process, in the order of time.</param>
    public static SampleSummary Summary(IReadOnlyList<IReadOnlyList<double>> series)
    {
        var all = Comparison.SampleSummary.Of([.. series.SelectMany(s => s)]);
        var squares = all.Variance * (all.Count - 1);
        var neighbours = series.Sum(s => s.Count - 1);
        if (neighbours == 0 || all.Count < 3 || !(squares > 0))
        {
            return all;
        }

        var products = series.Sum(s => s.Zip(s.Skip(1), (a, b) => (a - all.Mean) * (b - all.Mean)).Sum());
        var seen = products / squares * (all.Count - 1) / neighbours;
        var rho = all.Count > 4 ? (seen + (1.0 / all.Count)) / (1 - (3.0 / all.Count)) : seen;
        var designEffect = (1 + Math.Clamp(rho, 0, Most)) / (1 - Math.Clamp(rho, 0, Most));
        var effective = Math.Max(2, all.Count / designEffect);
        // Correlated numbers also lie closer to their own mean than to the true one.
        var variance = squares / Math.Max(1, all.Count - (all.Count / effective));
        return all with { Variance = variance, Effective = effective, DegreesOfFreedom = Math.Max(effective - 1, (all.Count - 1) / 2.0) };
    }
}
