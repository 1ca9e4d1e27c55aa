namespace Upshot.Decide.Comparison;

/// <summary>Count, mean and unbiased variance (NaN below two values) of some numbers.</summary>
internal readonly record struct Spread(int Count, double Mean, double Variance)
{
    public static Spread Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new Spread(values.Count, mean, values.Count < 2 ? double.NaN : squares / (values.Count - 1));
    }
}
