using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>Whom a flag was drawn for.</summary>
internal enum FlagUnit
{
    /// <summary>Whole processes: they served one variant each, and are compared as those of two versions are.</summary>
    WholeProcess,

    /// <summary>Users, as far as telemetry says: groups of them are compared, whatever process served them.</summary>
    User,

    /// <summary>Requests, on enough processes to compare each with itself.</summary>
    Process,

    /// <summary>Requests; few processes, so times are compared with themselves.</summary>
    Time,
}

/// <summary>A flag's requests by the units that were drawn, or that it is free of: within each the two variants differ by the flag and by chance alone.</summary>
/// <param name="Pairs">None of whole processes.</param>
internal sealed record FlagUnits(FlagUnit Unit, IReadOnlyList<(List<ReplicateEvidence> Off, List<ReplicateEvidence> On)> Pairs)
{
    /// <summary>As many as there are groups of time: with fewer, these know the spread better.</summary>
    private const int FewestProcesses = 12;

    /// <summary>Users of the rarer variant in a group, so that both are in it.</summary>
    private const int UsersOfGroup = 5;
    private const int MostGroups = 48, FewestGroups = 4;

    /// <param name="users">The same requests by groups of users; null: nobody knows who they were.</param>
    public static FlagUnits Of(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on, (IReadOnlyList<ReplicateEvidence> Off, IReadOnlyList<ReplicateEvidence> On)? users)
    {
        var time = TimeGroups.Of(off.Concat(on));
        string Cell(ReplicateEvidence r) => $"{r.Instance} {time.IndexOf(r.Start)}";
        if (Shared(off, on, Cell) < 0.5)
        {
            return new(FlagUnit.WholeProcess, []);
        }

        if (users is { } known && ByUser(known.Off, known.On) is { } groups)
        {
            return groups;
        }

        var processes = Together(off, on, r => r.Instance);
        return processes.Count >= FewestProcesses ? new(FlagUnit.Process, processes)
            : new(FlagUnit.Time, Together(OfProcess(off), OfProcess(on), r => $"{time.IndexOf(r.Start)}"));
    }

    // Variants may be served by processes in other parts: each is told at the other's parts, as requests are by their kinds.
    private static List<ReplicateEvidence> OfProcess(IReadOnlyList<ReplicateEvidence> rows) => [.. rows.Select(r => r with { Stratum = r.Instance })];

    // Groups come as the first digits of a hash; neighbours are put together until the rarer variant has enough users in each.
    private static FlagUnits? ByUser(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on)
    {
        var rarer = Math.Min(off.Select(r => r.Instance).Distinct().Count(), on.Select(r => r.Instance).Distinct().Count());
        var groups = Math.Min(MostGroups, rarer / UsersOfGroup);
        if (groups < FewestGroups)
        {
            return null;
        }

        var index = off.Concat(on).Select(r => r.Instance).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Index().ToDictionary(g => g.Item, g => g.Index % groups, StringComparer.Ordinal);
        return new(FlagUnit.User, Together(off, on, r => $"{index[r.Instance]}"));
    }

    /// <summary>The part of the rarer variant's requests that came where the other was served too.</summary>
    private static double Shared(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on, Func<ReplicateEvidence, string> cell)
    {
        return Math.Max(Part(off, on), Part(on, off));

        double Part(IReadOnlyList<ReplicateEvidence> rows, IReadOnlyList<ReplicateEvidence> others)
        {
            var known = others.Where(r => r.Count > 0).Select(cell).ToHashSet(StringComparer.Ordinal);
            return rows.Where(r => known.Contains(cell(r))).Sum(r => (double)r.Count) / Math.Max(1, rows.Sum(r => (double)r.Count));
        }
    }

    private static List<(List<ReplicateEvidence> Off, List<ReplicateEvidence> On)> Together(IReadOnlyList<ReplicateEvidence> off, IReadOnlyList<ReplicateEvidence> on, Func<ReplicateEvidence, string> by)
    {
        var others = on.GroupBy(by, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        return [.. off.GroupBy(by, StringComparer.Ordinal).Where(g => others.ContainsKey(g.Key)).Select(g => (g.ToList(), others[g.Key]))];
    }
}
