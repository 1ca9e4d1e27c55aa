using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>In which blocks of time each version carried requests, and what design that makes.</summary>
internal sealed record ActiveBlocks(ComparisonDesign Design, IReadOnlySet<DateTimeOffset> Common, double Overlap)
{
    private const double MostBlocks = 0.8;
    private const int FewestCommon = 5;

    /// <summary>A block counts for a version when it carried at least this share of what it usually does: seven late requests of an old version are no overlap.</summary>
    private const double Enough = 0.1;
    private const double Expected = 30;
    private const int MostReach = 15;

    public static ActiveBlocks Of(ArmEvidence baseline, ArmEvidence candidate)
    {
        var (before, after) = (Carried(baseline), Carried(candidate));
        var common = new HashSet<DateTimeOffset>(before);
        common.IntersectWith(after);
        var overlap = after.Count == 0 ? 0 : (double)common.Count / after.Count;
        var design = before.Count == 0 || after.Count == 0 ? ComparisonDesign.None
            : common.Count >= Math.Min(FewestCommon, after.Count) && overlap >= MostBlocks ? ComparisonDesign.SideBySide
            : common.Count >= FewestCommon ? ComparisonDesign.Mixed
            : ComparisonDesign.OneAfterTheOther;
        return new ActiveBlocks(design, common, overlap);
    }

    private static HashSet<DateTimeOffset> Carried(ArmEvidence arm)
    {
        var requests = new Dictionary<DateTimeOffset, long>();
        foreach (var row in arm.Replicates)
        {
            if (row.Count > 0)
            {
                requests[row.Start] = requests.GetValueOrDefault(row.Start) + row.Count;
            }
        }

        if (requests.Count == 0)
        {
            return [];
        }

        // What it usually does: the block that half of its requests lie above, so that a long tail of stragglers does not set the measure.
        var sorted = requests.Values.Order().ToArray();
        long all = sorted.Sum(), below = 0;
        var i = 0;
        while (i < sorted.Length - 1 && (below += sorted[i]) * 2 < all)
        {
            i++;
        }

        return Near(requests, sorted[i]);
    }

    // Judged together with its neighbours until about thirty requests are to be expected: an empty minute of a small version is chance, and to leave
    // out the blocks in which it happened to get nothing would make its share look larger than it is.
    private static HashSet<DateTimeOffset> Near(Dictionary<DateTimeOffset, long> requests, long usual)
    {
        var starts = requests.Keys.Order().ToArray();
        var step = starts.Length < 2 ? TimeSpan.FromMinutes(1) : starts.Zip(starts.Skip(1), (a, b) => b - a).Min();
        // Requests of a block on the average, pauses left out: requests that come in bunches leave many blocks empty.
        var blocks = 1 + starts.Zip(starts.Skip(1), (a, b) => Math.Min(MostReach, (b - a) / step)).Sum();
        var mean = requests.Values.Sum() / blocks;
        var reach = step * Math.Clamp((int)Math.Ceiling(((Expected / mean) - 1) / 2), 0, MostReach);
        usual = Math.Min(usual, (long)Math.Ceiling(mean));
        var carried = new HashSet<DateTimeOffset>();
        var (low, high, sum) = (0, 0, 0L);
        for (var t = starts[0]; t <= starts[^1]; t += step)
        {
            for (; high < starts.Length && starts[high] <= t + reach; high++)
            {
                sum += requests[starts[high]];
            }

            for (; starts[low] < t - reach; low++)
            {
                sum -= requests[starts[low]];
            }

            var from = t - reach < starts[0] ? starts[0] : t - reach;
            var to = t + reach > starts[^1] ? starts[^1] : t + reach;
            if (sum >= Enough * usual * (((to - from) / step) + 1))
            {
                carried.Add(t);
            }

            if (high < starts.Length && high == low && sum == 0)
            {
                // A long pause is skipped at once.
                t = starts[high] - reach - step;
            }
        }

        return carried;
    }
}
