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

    /// <returns>Replicates an arm, in all; null when the effect lies where no number of replicates decides.</returns>
    public static int? Replicates(Basis basis, double alpha)
    {
        if (basis.Variance == 0)
        {
            return Math.Max(Least, basis.Have + 1);
        }

        // Either the difference shows, or a harm beyond the margin is excluded, whichever is easier.
        var gap = Math.Max(Math.Abs(basis.Harm.Value), basis.Limit - basis.Harm.Value) - basis.Allowance;
        if (gap <= 0 || !IsEnough(Most))
        {
            return null;
        }

        var (low, high) = (basis.Have, Most);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return high;

        bool IsEnough(int n)
        {
            var df = Math.Max(1, 2 * (n - 1));
            var reach = StudentT.InvCDF(0, 1, df, 1 - (alpha / 2)) + StudentT.InvCDF(0, 1, df, Power);
            return reach * Math.Sqrt(basis.Variance / n) <= gap;
        }
    }
}
