using Upshot.Plan.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>In which blocks of time each version carried requests, and what design that makes.</summary>
internal sealed record ActiveBlocks(ComparisonDesign Design, IReadOnlySet<DateTimeOffset> Common, double Overlap)
{
    private const double MostBlocks = 0.8;
    private const int FewestCommon = 5;

    /// <summary>A block counts for a version when it carried at least this share of what it usually does: seven late requests of an old version are no overlap.</summary>
    private const double Enough = 0.1;

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

        var least = Enough * sorted[i];
        return [.. requests.Where(r => r.Value >= least).Select(r => r.Key)];
    }
}
