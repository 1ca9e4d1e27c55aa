using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>What both versions did in the same block of time, each with all its processes.</summary>
/// <param name="Length">How long the block is on the clock.</param>
internal sealed record BlockPair(ReplicateEvidence Before, ReplicateEvidence After, TimeSpan Length);

/// <summary>
/// Versions that ran side by side, and the blocks of time in which both were seen. What the machine and the traffic did in such a
/// block they did to both, so it is not in the difference.
/// </summary>
internal sealed record Pairing(ArmEvidence Baseline, ArmEvidence Candidate, IReadOnlyList<BlockPair> Pairs)
{
    /// <summary>Arms whose blocks have less in common ran one after the other, for the greater part.</summary>
    private const double Share = 0.8;
    private const int Fewest = 5;

    /// <summary>More blocks than this add little certainty and, where the difference itself drifts, much correlation.</summary>
    private const int Most = 16;

    public static bool IsSideBySide(ArmEvidence baseline, ArmEvidence candidate)
    {
        var (before, after) = (Starts(baseline), Starts(candidate));
        var both = before.Intersect(after).Count();
        return both >= Fewest && both >= Share * Math.Max(before.Count, after.Count);
    }

    /// <returns>Null where too few blocks hold enough for the measure, or the versions did not run side by side.</returns>
    public static Pairing? Of(ArmEvidence baseline, ArmEvidence candidate, Measure measure)
    {
        if (!IsSideBySide(baseline, candidate))
        {
            return null;
        }

        var after = ByBlock(candidate, measure);
        var both = ByBlock(baseline, measure).Where(b => after.ContainsKey(b.Key))
            .Select(b => new BlockPair(b.Value, after[b.Key], b.Key.Length)).OrderBy(p => p.Before.Start).ToList();
        var pairs = PutTogether(both, measure);
        var starts = both.Select(p => p.Before.Start).ToHashSet();
        return pairs.Count < Fewest ? null : new Pairing(In(baseline), In(candidate), pairs);

        ArmEvidence In(ArmEvidence arm) => arm with { Replicates = [.. arm.Replicates.Where(r => starts.Contains(r.Start))] };
    }

    private static HashSet<(DateTimeOffset Start, TimeSpan Length)> Starts(ArmEvidence arm) => [.. arm.Replicates.Select(r => (r.Start, r.Length))];

    // A block that says nothing about the measure on one side, as one in which every request failed, is no pair.
    private static Dictionary<(DateTimeOffset Start, TimeSpan Length), ReplicateEvidence> ByBlock(ArmEvidence arm, Measure measure) => arm.Replicates
        .GroupBy(r => (r.Start, r.Length))
        .Select(g => (g.Key, All: AnalysisUnits.Merge([.. g])))
        .Where(b => b.Key.Length > TimeSpan.Zero && measure.Events(b.All) > 0)
        .ToDictionary(b => b.Key, b => b.All);

    // Blocks with few events are put together instead of left out: those of slow times have fewer, and they count.
    private static List<BlockPair> PutTogether(List<BlockPair> blocks, Measure measure)
    {
        var atLeast = (blocks.Count + Most - 1) / Most;
        var groups = new List<List<BlockPair>>();
        var open = new List<BlockPair>();
        foreach (var block in blocks)
        {
            open.Add(block);
            if (open.Count >= atLeast && Holds(open.Sum(p => measure.Events(p.Before))) && Holds(open.Sum(p => measure.Events(p.After))))
            {
                groups.Add(open);
                open = [];
            }
        }

        if (groups.Count > 0)
        {
            groups[^1].AddRange(open);
        }

        return [.. groups.Select(g => g.Count == 1 ? g[0] : new BlockPair(
            AnalysisUnits.Merge([.. g.Select(p => p.Before)]), AnalysisUnits.Merge([.. g.Select(p => p.After)]), g.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Length)))];

        bool Holds(long events) => events >= measure.FewestEvents();
    }
}
