using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Neighbouring blocks of time put together until there are about a dozen: few enough to hold requests, enough to tell one time from another.</summary>
internal sealed class TimeGroups
{
    private const int Most = 12;

    /// <summary>Versions whose requests lie otherwise in time by more than this, and by more than twice what chance does, did not see the same hour.</summary>
    private const double Apart = 0.05;
    private readonly Dictionary<DateTimeOffset, int> _index;

    private TimeGroups(Dictionary<DateTimeOffset, int> index, int count) => (_index, Count) = (index, count);

    public int Count { get; }

    public static TimeGroups Of(IEnumerable<ReplicateEvidence> rows)
    {
        List<DateTimeOffset> starts = [.. rows.Select(r => r.Start).Distinct().Order()];
        var per = Math.Max(1, (starts.Count + Most - 1) / Most);
        var groups = Math.Max(1, starts.Count / per);
        return new TimeGroups(starts.Index().ToDictionary(s => s.Item, s => Math.Min(groups - 1, s.Index / per)), groups);
    }

    /// <summary>−1 for a time that is in none.</summary>
    public int IndexOf(DateTimeOffset start) => _index.GetValueOrDefault(start, -1);

    /// <summary>Whether the candidate's share of the requests moved while both ran, so that plain means of the two stand for different times.</summary>
    public bool HasMovingShare(IEnumerable<ReplicateEvidence> before, IEnumerable<ReplicateEvidence> after)
    {
        var (a, b) = (Counts(before), Counts(after));
        double m = a.Sum(), n = b.Sum(), apart = 0, chance = 0;
        for (var g = 0; g < Count; g++)
        {
            apart += Math.Abs((a[g] / m) - (b[g] / n)) / 2;
            chance += Math.Sqrt(2 / Math.PI * ((a[g] + b[g]) / (m + n)) * ((1 / m) + (1 / n))) / 2;
        }

        return apart > Apart + (2 * chance);
    }

    private double[] Counts(IEnumerable<ReplicateEvidence> rows)
    {
        var counts = new double[Count];
        foreach (var row in rows)
        {
            counts[IndexOf(row.Start)] += row.Count / row.DesignEffect;
        }

        return counts;
    }
}
