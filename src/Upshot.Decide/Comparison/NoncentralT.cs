using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>The distribution of t when there is a difference.</summary>
/// <remarks>The normal approximation of N. L. Johnson and B. L. Welch, "Applications of the non-central t-distribution", Biometrika 31 (1940); within 0.01 from four degrees of freedom on.</remarks>
internal static class NoncentralT
{
    public static double Cdf(double t, double degreesOfFreedom, double noncentrality)
    {
        var shift = t * (1 - (1 / (4 * degreesOfFreedom)));
        return Normal.CDF(0, 1, (shift - noncentrality) / Math.Sqrt(1 + (t * t / (2 * degreesOfFreedom))));
    }
}
