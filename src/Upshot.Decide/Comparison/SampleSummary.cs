namespace Upshot.Decide.Comparison;

/// <summary>The mean of some numbers and how well it is known.</summary>
/// <param name="Variance">Unbiased, of single numbers; NaN below two.</param>
/// <param name="Effective">How many independent numbers they are worth.</param>
/// <param name="DegreesOfFreedom">How many the variance itself is known from, less one.</param>
internal readonly record struct SampleSummary(int Count, double Mean, double Variance, double Effective, double DegreesOfFreedom)
{
    /// <summary>Of the mean.</summary>
    public double SquaredError => Variance / Effective;

    public static SampleSummary Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new SampleSummary(values.Count, mean, values.Count < 2 ? double.NaN : squares / (values.Count - 1), values.Count, values.Count - 1);
    }
}
