using Upshot.Decide.Comparison.Shares;
using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Whether both versions got the requests they were meant to get, over the blocks they have in common.</summary>
internal static class TrafficShare
{
    private static readonly TimeSpan Block = TimeSpan.FromMinutes(5);

    /// <summary>Null where nothing was expected.</summary>
    public static ShareFinding? Of(IReadOnlyList<ReplicateEvidence> before, IReadOnlyList<ReplicateEvidence> after, double? expected)
    {
        if (expected is not ({ } share and > 0 and < 1) || before.Count == 0 || after.Count == 0)
        {
            return null;
        }

        // The time in common begins and ends with a request of the later version; so much time would always hold one more than its share.
        var first = before.Concat(after).Min(r => r.Start);
        before = [.. before.Where(r => r.Start > first)];
        after = [.. after.Where(r => r.Start > first)];
        if (before.Count == 0 || after.Count == 0)
        {
            return null;
        }

        var (dispersion, degreesOfFreedom) = SampleRatio.Dispersion(ByBlock(before));
        var (a, b) = (before.Sum(r => r.Count), after.Sum(r => r.Count));
        // Each observed request brings or takes all that it stands for.
        var sampled = before.Concat(after).Max(r => r.DesignEffect);
        var result = SampleRatio.Test(a, b, share, Math.Max(dispersion, sampled), sampled > dispersion ? 0 : degreesOfFreedom);
        return new ShareFinding(share, result.Seen, result.P, result.IsMismatch, result.SmallestLoss);
    }

    // Processes that were there all the time; one that came or went does not share a block evenly.
    private static List<long[]> ByBlock(IReadOnlyList<ReplicateEvidence> rows)
    {
        var first = rows.Min(r => r.Start);
        var instances = rows.Select(r => r.Instance).Distinct(StringComparer.Ordinal).ToList();
        var blocks = new SortedDictionary<int, long[]>();
        foreach (var row in rows)
        {
            var at = (int)((row.Start - first) / Block);
            if (!blocks.TryGetValue(at, out var counts))
            {
                blocks.Add(at, counts = new long[instances.Count]);
            }

            counts[instances.IndexOf(row.Instance)] += row.Count;
        }

        // From the first blocks to the last; an empty block in between is chance.
        var counts0 = blocks.Values.ToArray();
        var edge = Math.Max(1, counts0.Length / 4);
        var whole = Enumerable.Range(0, instances.Count).Where(i => counts0.Take(edge).Any(c => c[i] > 0) && counts0.TakeLast(edge).Any(c => c[i] > 0)).ToArray();
        return whole.Length < 2 ? [] : [.. blocks.Values.Select(c => whole.Select(i => c[i]).ToArray())];
    }
}
