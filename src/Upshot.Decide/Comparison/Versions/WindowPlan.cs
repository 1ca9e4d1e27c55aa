using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The candidate's window and the one before it, as the like windows of earlier days have to lie.</summary>
/// <param name="Lag">Between the end of the first and the beginning of the second.</param>
internal sealed record WindowPlan(TimeRange Before, TimeRange After, TimeSpan Lag)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public bool IsSameLength => Before.Length >= 0.9 * After.Length;

    /// <summary>Null where a version has no time.</summary>
    public static WindowPlan? Of(ComparisonEvidence evidence)
    {
        if (LongestLife(evidence.Candidate.Replicates) is not { } after)
        {
            return null;
        }

        after = after.Length > Longest ? new TimeRange(after.From, after.From + Longest) : after;
        var (from, to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var row in evidence.Baseline.Replicates)
        {
            if (row.Count > 0 && row.Start + row.Length <= after.From)
            {
                from = row.Start < from ? row.Start : from;
                to = row.Start + row.Length > to ? row.Start + row.Length : to;
            }
        }

        if (to <= from)
        {
            return null;
        }

        from = to - from > after.Length ? to - after.Length : from;
        return new WindowPlan(new TimeRange(from, to), after, after.From - to);
    }

    public static List<ReplicateEvidence> Rows(IReadOnlyList<ReplicateEvidence> rows, TimeRange window)
    {
        var inside = new List<ReplicateEvidence>();
        foreach (var row in rows)
        {
            if (row.Start >= window.From && row.Start + row.Length <= window.To && row.Count > 0)
            {
                inside.Add(row);
            }
        }

        return inside;
    }

    // A version that runs again after a pause has several lives; a pause is one longer than a tenth of an hour or three blocks.
    private static TimeRange? LongestLife(IReadOnlyList<ReplicateEvidence> rows)
    {
        var times = rows.Where(r => r.Count > 0).Select(r => (r.Start, End: r.Start + r.Length)).Distinct().OrderBy(t => t.Start).ToList();
        TimeRange? best = null;
        for (var i = 0; i < times.Count;)
        {
            var (from, to) = times[i];
            for (i++; i < times.Count && times[i].Start - to <= Pause(times[i].End - times[i].Start); i++)
            {
                to = times[i].End > to ? times[i].End : to;
            }

            best = best is null || to - from > best.Value.Length ? new TimeRange(from, to) : best;
        }

        return best;

        static TimeSpan Pause(TimeSpan block) => 3 * block > TimeSpan.FromMinutes(6) ? 3 * block : TimeSpan.FromMinutes(6);
    }
}
