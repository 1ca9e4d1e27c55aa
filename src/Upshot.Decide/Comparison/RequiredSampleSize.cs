namespace Upshot.Decide.Comparison;

/// <summary>How many replicates an arm would lead to a verdict.</summary>
internal static class RequiredSampleSize
{
    /// <summary>From five against five on the exact test can reach 1 %; fewer say little about how processes differ.</summary>
    public const int Least = 5;
    private const int Most = 100_000;

    /// <summary>A verdict shall come four times in five.</summary>
    private const double Power = 0.8;

    /// <returns>Replicates an arm, in all; null when the effect lies where no number of replicates decides.</returns>
    public static int? Replicates(TestStatistics statistics, double alpha)
    {
        if (statistics.Variance == 0)
        {
            return Math.Max(Least, statistics.Have + 1);
        }

        // Either the difference shows, or a harm beyond the margin is excluded, whichever is easier.
        var gap = Math.Max(Math.Abs(statistics.AdverseEffect.Value), statistics.Limit - statistics.AdverseEffect.Value) - statistics.Tolerance;
        if (gap <= 0)
        {
            return null;
        }

        // The reach of t depends on n itself; it shrinks as n grows, and a few steps settle it.
        var n = Math.Max(2.0, statistics.Have);
        for (var step = 0; step < 12; step++)
        {
            var next = Math.Max(2, Math.Ceiling(Square(Reach(n)) * statistics.Variance / (gap * gap)));
            if (next > Most)
            {
                return null;
            }

            if (next == n)
            {
                break;
            }

            n = next;
        }

        return Math.Max((int)n, statistics.Have + 1);

        double Reach(double replicates) =>
            StudentQuantile.Upper(DegreesOfFreedom(replicates), alpha / 2) + StudentQuantile.Upper(DegreesOfFreedom(replicates), 1 - Power);

        double DegreesOfFreedom(double replicates) => 2 * (replicates - 1);
    }

    private static double Square(double value) => value * value;
}
