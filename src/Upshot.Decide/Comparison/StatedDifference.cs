using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>
/// The replicates an arm needs so that a difference that somebody states would be shown four times in five. The variance is itself only known
/// from a few: the promise is kept on average over what it may be, σ² = df s² / χ²(df), at 64 midpoint quantiles. With the measured variance put in as if
/// it were the truth, .59 to .75 come of a promised .80.
/// </summary>
/// <remarks>"Assurance": A. O'Hagan, J. W. Stevens and M. J. Campbell, Pharmaceutical Statistics 4 (2005).</remarks>
internal static class StatedDifference
{
    public const double Power = 0.8;
    public const int Most = 100_000;
    private const int Midpoints = 64;

    /// <summary>So many that a difference of this size (on the scale of the comparison) is significant; null when no number would do.</summary>
    public static int? ToShow(double difference, double variance, double degreesOfFreedom, double alpha, double learnt = 0) =>
        Smallest(variance, degreesOfFreedom, alpha, learnt, (sigma2, n, t) => Reach(Math.Abs(difference), sigma2, n, t));

    /// <summary>So many that with no difference at all more than the margin is excluded on both sides.</summary>
    public static int? ToExclude(double margin, double variance, double degreesOfFreedom, double alpha, double learnt = 0) =>
        Smallest(variance, degreesOfFreedom, alpha, learnt, (sigma2, n, t) => Math.Max(0, (2 * Reach(margin, sigma2, n, t)) - 1));

    // P(t(n) beyond the critical value), with the chance of the variance still to be measured left to t itself.
    private static double Reach(double difference, double sigma2, int n, (double Critical, double DegreesOfFreedom) t) =>
        1 - NoncentralT.Cdf(t.Critical, t.DegreesOfFreedom, difference / Math.Sqrt(2 * sigma2 / n));

    private static (double Critical, double DegreesOfFreedom) Tail(double tail, double learnt, int n)
    {
        var degreesOfFreedom = learnt + (2 * (n - 1));
        return (StudentQuantile.Upper(degreesOfFreedom, tail), degreesOfFreedom);
    }

    private static int? Smallest(double variance, double degreesOfFreedom, double alpha, double learnt, Func<double, int, (double Critical, double DegreesOfFreedom), double> shown)
    {
        var sigma2 = new double[Midpoints];
        for (var i = 0; i < Midpoints; i++)
        {
            sigma2[i] = degreesOfFreedom * variance / ChiSquared.InvCDF(degreesOfFreedom, (i + 0.5) / Midpoints);
        }

        if (Mean(Most) < Power)
        {
            return null;
        }

        int low = learnt > 0 ? 0 : 1, high = learnt > 0 ? 1 : 2;
        while (Mean(high) < Power)
        {
            (low, high) = (high, Math.Min(Most, high * 2));
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Mean(middle) < Power ? (middle, high) : (low, middle);
        }

        return high;

        double Mean(int n)
        {
            var sum = 0.0;
            var t = Tail(alpha / 2, learnt, n);
            for (var i = 0; i < Midpoints; i++)
            {
                sum += shown(sigma2[i], n, t);
            }

            return sum / Midpoints;
        }
    }
}
