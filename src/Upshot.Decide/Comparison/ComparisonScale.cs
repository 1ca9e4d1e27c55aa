namespace Upshot.Decide.Comparison;

/// <summary>The scale of a comparison, and what the margin and the systematic error are on it.</summary>
internal sealed record ComparisonScale(bool IsLogarithmic, double Baseline, double Candidate, Scale Scale, double Limit, double Tolerance)
{
    /// <param name="margin">The largest relative harm that is acceptable.</param>
    /// <param name="error">Relative systematic error of each of the numbers.</param>
    public static ComparisonScale Of(IReadOnlyList<double> before, IReadOnlyList<double> after, double margin, bool higherIsBetter, double error)
    {
        var isLogarithmic = before.Concat(after).All(v => v > 0);
        var (baseline, candidate) = (Centre(before, isLogarithmic), Centre(after, isLogarithmic));
        var unit = isLogarithmic ? 1 : Math.Abs(baseline);
        return new ComparisonScale(
            isLogarithmic, baseline, candidate, isLogarithmic ? Scale.Logarithmic : Scale.Linear(baseline),
            !isLogarithmic ? margin * unit : higherIsBetter ? -Math.Log(1 - Math.Min(margin, 0.999)) : Math.Log(1 + margin),
            isLogarithmic ? 2 * Math.Log(1 + error) : 2 * error * unit);
    }

    private static double Centre(IReadOnlyList<double> values, bool isLogarithmic) =>
        values.Count == 0 ? double.NaN : isLogarithmic ? Math.Exp(values.Average(Math.Log)) : values.Average();
}
