using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>How many replicates an arm would lead to a verdict.</summary>
internal static class Needed
{
    /// <summary>From five against five on the exact test can reach 1 %; fewer say little about how processes differ.</summary>
    public const int Least = 5;
    private const int Most = 100_000;

    /// <summary>A verdict shall come four times in five.</summary>
    private const double Power = 0.8;

    /// <param name="harm">The effect as it is seen now, more is worse.</param>
    /// <param name="variances">Of single replicates, in each arm.</param>
    /// <returns>Replicates an arm, in all; null when the effect lies where no number of replicates decides.</returns>
    public static int? Replicates(double harm, double limit, double allowance, (double First, double Second) variances, double alpha, int have)
    {
        // Either the difference shows, or a harm beyond the margin is excluded, whichever is easier.
        var gap = Math.Max(Math.Abs(harm), limit - harm) - allowance;
        if (gap <= 0 || !IsEnough(Most))
        {
            return null;
        }

        var (low, high) = (have, Most);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return high;

        bool IsEnough(int n)
        {
            var (a, b) = variances;
            var se = Math.Sqrt((a + b) / n);
            var df = Math.Max(1, (n - 1) * (a + b) * (a + b) / Math.Max((a * a) + (b * b), double.Epsilon));
            return (StudentT.InvCDF(0, 1, df, 1 - (alpha / 2)) + StudentT.InvCDF(0, 1, df, Power)) * se <= gap;
        }
    }
}
