using Upshot.Decide.Comparison.Concurrent;
using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// What processes did before versions or variants told them apart. Processes that start with their version have no such time; hosts, stateful sets and processes whose flag is
/// switched while they run have one.
/// </summary>
internal sealed class ProcessPast
{
    private readonly Dictionary<string, List<ReplicateEvidence>> _rows;
    private readonly DateTimeOffset _middle;

    private ProcessPast(Dictionary<string, List<ReplicateEvidence>> rows, DateTimeOffset middle) => (_rows, _middle) = (rows, middle);

    public static ProcessPast None { get; } = new([], default);

    /// <param name="baseline">All that the baseline did.</param>
    /// <param name="since">When the candidate came.</param>
    public static ProcessPast Of(IReadOnlyList<ReplicateEvidence> baseline, DateTimeOffset since)
    {
        var rows = baseline.Where(r => r.Start + r.Length <= since).ToList();
        return rows.Count == 0 ? None : new(rows.GroupBy(r => r.Instance, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal), rows.Min(r => r.Start) + ((since - rows.Min(r => r.Start)) / 2));
    }

    public bool KnowsAny(IEnumerable<ReplicateEvidence> rows) => rows.Any(r => _rows.ContainsKey(r.Instance));

    /// <summary>Null where a process has no past, or where it would not make the interval narrower.</summary>
    /// <param name="degreesOfFreedom">That the variance between processes is known with otherwise.</param>
    public ProcessCovariate? Covariate(List<List<ReplicateEvidence>> before, List<List<ReplicateEvidence>> after, Func<List<ReplicateEvidence>, double> statistic, double degreesOfFreedom)
    {
        if (before.Concat(after).Any(p => !_rows.ContainsKey(p[0].Instance)))
        {
            return null;
        }

        var (a, b) = (Pairs(before), Pairs(after));
        var halves = before.Concat(after).Select(p => _rows[p[0].Instance]).Select(r => (statistic(r.FindAll(x => x.Start < _middle)), statistic(r.FindAll(x => x.Start >= _middle)))).ToList();
        return a.Concat(b).Concat(halves).All(p => double.IsFinite(p.Item1) && double.IsFinite(p.Item2)) && ProcessCovariate.IsWorth(halves, degreesOfFreedom) && ProcessCovariate.Of(a, b) is { Test.IsTest: true } found ? found : null;

        List<(double, double)> Pairs(List<List<ReplicateEvidence>> processes) => processes.ConvertAll(p => (statistic(_rows[p[0].Instance]), statistic(p)));
    }
}
