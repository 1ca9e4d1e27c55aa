using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>In which blocks of time each version carried requests, and what design that makes.</summary>
internal sealed record ActiveBlocks(ComparisonDesign Design, IReadOnlySet<DateTimeOffset> Common, double Overlap)
{
    private const double MostBlocks = 0.8;
    private const int FewestCommon = 5;

    /// <summary>A block counts for a version when it carried at least this share of what it usually does: seven late requests of an old version are no overlap.</summary>
    private const double Enough = 0.1;
    private const int BusyBlocks = 10;
    private const int MostReach = 30;

    /// <summary>A pause that chance makes less often than this, by how many of the other blocks are empty, is a pause: the version did not run.</summary>
    private const double Pause = 1e-6;

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

    // Judged by what came in the time before and in the time after, each long enough for ten busy blocks: an empty minute of a small version is chance, and to
    // leave out the blocks in which it happened to get nothing would make its share look larger than it is. Both, or a version that stopped would
    // seem to go on for a while.
    private static HashSet<DateTimeOffset> Near(Dictionary<DateTimeOffset, long> requests, long usual)
    {
        var starts = requests.Keys.Order().ToArray();
        var step = starts.Length < 2 ? TimeSpan.FromMinutes(1) : starts.Zip(starts.Skip(1), (a, b) => b - a).Min();
        // Pauses left out.
        var blocks = 1 + starts.Zip(starts.Skip(1), (a, b) => Math.Min(MostReach, (b - a) / step)).Sum();
        var reach = Math.Clamp((int)Math.Ceiling(BusyBlocks * blocks / starts.Length), 1, MostReach);
        var least = Enough * Math.Min(usual, requests.Values.Sum() / blocks);

        var index = Array.ConvertAll(starts, s => (int)Math.Round((s - starts[0]) / step));
        var sums = new long[starts.Length + 1];
        for (var i = 0; i < starts.Length; i++)
        {
            sums[i + 1] = sums[i] + requests[starts[i]];
        }

        var carried = new HashSet<DateTimeOffset>();
        for (var i = 0; i < starts.Length; i++)
        {
            // The blocks from this one to the next that got something; after a long pause nothing is carried.
            var end = i + 1 < starts.Length && !IsPause(index[i + 1] - index[i] - 1) ? Math.Min(index[i + 1], index[i] + reach) : index[i] + 1;
            for (var at = index[i]; at < end; at++)
            {
                if (Sum(at - reach, at) >= least * (at - Math.Max(0, at - reach) + 1) && Sum(at, at + reach) >= least * (Math.Min(index[^1], at + reach) - at + 1))
                {
                    carried.Add(starts[0] + (at * step));
                }
            }
        }

        return carried;

        bool IsPause(int empty)
        {
            var others = Math.Max(0, blocks - starts.Length - Math.Min(MostReach, empty));
            return empty > 0 && empty * Math.Log((others + 1.0) / (starts.Length + others + 2)) < Math.Log(Pause);
        }

        long Sum(int from, int to)
        {
            var (low, high) = (Array.BinarySearch(index, from), Array.BinarySearch(index, to));
            return sums[high < 0 ? ~high : high + 1] - sums[low < 0 ? ~low : low];
        }
    }
}
