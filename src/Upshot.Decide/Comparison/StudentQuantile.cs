using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace Upshot.Decide.Comparison;

/// <summary>
/// Quantiles of Student's t. The library's own search ends at 800, which one degree of freedom passes at a tail of 1/2500: two pairs, and
/// an alpha that several measures share.
/// </summary>
internal static class StudentQuantile
{
    /// <param name="degreesOfFreedom">Degrees of freedom, above zero.</param>
    /// <param name="tail">Between zero and a half: how often the value is exceeded.</param>
    public static double Upper(double degreesOfFreedom, double tail)
    {
        var high = 1.0;
        while (StudentT.CDF(0, 1, degreesOfFreedom, -high) > tail)
        {
            high *= 2;
        }

        // Relative to the tail: the search ends where its function is near zero, too.
        return Brent.FindRoot(t => (StudentT.CDF(0, 1, degreesOfFreedom, -t) / tail) - 1, high == 1 ? 0 : high / 2, high, 1e-10, 200);
    }
}
