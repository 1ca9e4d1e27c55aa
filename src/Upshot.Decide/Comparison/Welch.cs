using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>A difference with its standard error and degrees of freedom, to be judged by Student's t.</summary>
internal readonly record struct Welch(double Difference, double StandardError, double DegreesOfFreedom)
{
    // Below this share of the mean a spread is rounding, not spread.
    private const double Rounding = 1e-12;

    /// <summary>Both groups are all one value each: there is nothing to estimate a spread from.</summary>
    public bool HasNoSpread => StandardError == 0;

    /// <summary>Second mean − first mean, with Welch's degrees of freedom. Each group needs at least two values.</summary>
    /// <remarks>
    /// B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
    /// Biometrika 34 (1947).
    /// </remarks>
    public static Welch Of(SampleSummary first, SampleSummary second)
    {
        var (va, vb) = (first.SquaredError, second.SquaredError);
        var scale = Math.Max(Math.Abs(first.Mean), Math.Abs(second.Mean));
        var difference = second.Mean - first.Mean;
        if (Math.Sqrt(va + vb) <= Rounding * Math.Max(scale, 1e-300))
        {
            return new Welch(Math.Abs(difference) <= Rounding * scale ? 0 : difference, 0, first.DegreesOfFreedom + second.DegreesOfFreedom);
        }

        var df = (va + vb) * (va + vb) / ((va * va / first.DegreesOfFreedom) + (vb * vb / second.DegreesOfFreedom));
        return new Welch(difference, Math.Sqrt(va + vb), df);
    }

    /// <summary>The same with one variance for both groups, as Student did it.</summary>
    public static Welch Pooled(SampleSummary first, SampleSummary second)
    {
        var df = first.DegreesOfFreedom + second.DegreesOfFreedom;
        var pooled = ((first.DegreesOfFreedom * first.Variance) + (second.DegreesOfFreedom * second.Variance)) / df;
        return new Welch(second.Mean - first.Mean, Math.Sqrt(pooled * ((1 / first.Effective) + (1 / second.Effective))), df);
    }

    /// <summary>Two-sided. A difference of up to <paramref name="tolerance"/> is explained without any effect.</summary>
    public double P(double tolerance = 0)
    {
        var beyond = Math.Max(0, Math.Abs(Difference) - tolerance);
        return beyond == 0 ? 1 : 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -beyond / StandardError);
    }

    /// <summary>Half the width of the interval of confidence 1 − alpha.</summary>
    public double HalfWidth(double alpha) => StandardError == 0 ? 0 : StandardError * StudentQuantile.Upper(DegreesOfFreedom, alpha / 2);
}
