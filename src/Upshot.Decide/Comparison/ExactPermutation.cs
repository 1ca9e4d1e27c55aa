namespace Upshot.Decide.Comparison;

/// <summary>
/// The exact two-sided permutation test of a difference of means: the share of all ways to deal the values into two groups
/// of these sizes whose difference is at least as large as the one seen. Assumes nothing but that the values could
/// have been dealt either way; cannot give less than one over the number of ways (twice that for groups of equal size).
/// </summary>
/// <remarks>R. A. Fisher, "The Design of Experiments" (1935), section 21.</remarks>
internal static class ExactPermutation
{
    /// <summary>252 ways for five against five.</summary>
    public const int MostValues = 10;

    public static double P(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] all = [.. first, .. second];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(all.Length, MostValues);
        var total = all.Sum();
        var observed = Math.Abs(second.Average() - first.Average());
        // Ways that differ by rounding only are ties, and ties count.
        var tie = 1e-9 * Math.Max(observed, all.Max(Math.Abs) * 1e-6);
        var (ways, extreme) = (0, 0);
        for (var chosen = 0; chosen < 1 << all.Length; chosen++)
        {
            if (int.PopCount(chosen) != first.Count)
            {
                continue;
            }

            var sum = 0.0;
            for (var i = 0; i < all.Length; i++)
            {
                sum += (chosen >> i & 1) == 1 ? all[i] : 0;
            }

            ways++;
            extreme += Math.Abs(((total - sum) / second.Count) - (sum / first.Count)) >= observed - tie ? 1 : 0;
        }

        return (double)extreme / ways;
    }
}
