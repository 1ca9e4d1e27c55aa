namespace Upshot.Decide.Comparison;

/// <summary>A number and the interval of confidence 1 − alpha around it.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    public static Estimate Unknown => new(double.NaN, double.NaN, double.NaN);
}
