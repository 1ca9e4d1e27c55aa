using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>The difference of two means (second − first) with its standard error and degrees of freedom.</summary>
/// <remarks>
/// B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
/// Biometrika 34 (1947).
/// </remarks>
internal readonly record struct Welch(double Difference, double StandardError, double DegreesOfFreedom)
{
    // Below this share of the mean a spread is rounding, not spread.
    private const double Rounding = 1e-12;

    /// <summary>Both groups are all one value each: there is nothing to estimate a spread from.</summary>
    public bool HasNoSpread => StandardError == 0;

    /// <summary>Each group needs at least two values.</summary>
    public static Welch Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b) = (Spread.Of(first), Spread.Of(second));
        var (va, vb) = (a.Variance / a.Count, b.Variance / b.Count);
        var scale = Math.Max(Math.Abs(a.Mean), Math.Abs(b.Mean));
        if (Math.Sqrt(va + vb) <= Rounding * Math.Max(scale, 1e-300))
        {
            var difference = b.Mean - a.Mean;
            return new Welch(Math.Abs(difference) <= Rounding * scale ? 0 : difference, 0, a.Count + b.Count - 2);
        }

        var df = (va + vb) * (va + vb) / ((va * va / (a.Count - 1)) + (vb * vb / (b.Count - 1)));
        return new Welch(b.Mean - a.Mean, Math.Sqrt(va + vb), df);
    }

    /// <summary>Two-sided. A difference of up to <paramref name="allowance"/> is explained without any effect.</summary>
    public double P(double allowance = 0)
    {
        var beyond = Math.Max(0, Math.Abs(Difference) - allowance);
        return beyond == 0 ? 1 : 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -beyond / StandardError);
    }

    /// <summary>Half the width of the interval of confidence 1 − alpha.</summary>
    public double HalfWidth(double alpha) => StandardError == 0 ? 0 : StandardError * StudentT.InvCDF(0, 1, DegreesOfFreedom, 1 - (alpha / 2));
}
