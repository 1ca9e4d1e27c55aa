using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// Two versions at the same time, on processes that ran before either of these did: what a process was then takes out of the comparison by how much it is another machine than the next.
/// One slope for both versions, so that a degree of freedom is spent on it.
/// </summary>
/// <remarks>Analysis of covariance, R. A. Fisher, Statistical Methods for Research Workers (1932), § 49.1; for experiments on users CUPED, A. Deng, Y. Xu, R. Kohavi and T. Walker, WSDM (2013).</remarks>
/// <param name="Residual">Variance of a process around the line.</param>
/// <param name="Explained">The part of the variance between processes of one version that the time before explains, of variances with their degrees of freedom; at least 0.</param>
internal readonly record struct ProcessCovariate(StudentTest Test, SampleVariance Residual, double Explained)
{
    private const double UsualTail = 0.005;

    /// <param name="baseline">One number a process, of the time before and of the time compared.</param>
    public static ProcessCovariate Of(IReadOnlyList<(double Before, double Now)> baseline, IReadOnlyList<(double Before, double Now)> candidate)
    {
        var (a, b) = (Sums.Of(baseline), Sums.Of(candidate));
        var n = baseline.Count + candidate.Count;
        var (xx, xy, yy) = (a.XX + b.XX, a.XY + b.XY, a.YY + b.YY);
        if (n < 4 || xx <= 0)
        {
            return default;
        }

        var slope = xy / xx;
        var residual = new SampleVariance(Math.Max(0, yy - (slope * xy)) / (n - 3), n - 3);
        var apart = b.X - a.X;
        var variance = residual.Value * ((1.0 / baseline.Count) + (1.0 / candidate.Count) + (apart * apart / xx));
        return new(new StudentTest(b.Y - a.Y - (slope * apart), variance, n - 3), residual, yy > 0 ? Math.Max(0, 1 - (residual.Value / (yy / (n - 2)))) : 0);
    }

    /// <summary>Whether the interval becomes narrower by it, told from the time before alone, so that what is compared has no say in how.</summary>
    /// <param name="halves">One number a process of each half of the time before.</param>
    /// <param name="degreesOfFreedom">That the variance is known with otherwise.</param>
    public static bool IsWorth(IReadOnlyList<(double First, double Second)> halves, double degreesOfFreedom)
    {
        var of = Sums.Of(halves);
        if (halves.Count < 4 || of.XX <= 0 || of.YY <= 0)
        {
            return false;
        }

        // Few processes agree by chance: what is left one standard error below (R. A. Fisher, 1915) is believed. C. Spearman and W. Brown (1910): halves that correlate by r make a whole that does by 2 r / (1 + r).
        var half = Math.Max(0, Math.Tanh(Math.Atanh(Math.Min(of.XY / Math.Sqrt(of.XX * of.YY), 1 - 1e-12)) - (1 / Math.Sqrt(halves.Count - 3))));
        var whole = 2 * half / (1 + half);
        var left = Math.Sqrt(1 - (whole * whole));
        return left * StudentQuantile.Upper(halves.Count - 3, UsualTail) < (degreesOfFreedom > 0 ? StudentQuantile.Upper(degreesOfFreedom, UsualTail) : double.PositiveInfinity);
    }

    private readonly record struct Sums(double X, double Y, double XX, double XY, double YY)
    {
        public static Sums Of(IReadOnlyList<(double X, double Y)> pairs)
        {
            double x = pairs.Average(p => p.X), y = pairs.Average(p => p.Y);
            return new(x, y, pairs.Sum(p => (p.X - x) * (p.X - x)), pairs.Sum(p => (p.X - x) * (p.Y - y)), pairs.Sum(p => (p.Y - y) * (p.Y - y)));
        }
    }
}
