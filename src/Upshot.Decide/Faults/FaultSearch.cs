using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>
/// Which service is the cause of a bad window, from traces, logs and metrics together. Each source gives a service at most 1; what shows in a caller counts only as far
/// as nothing that it calls shows as much.
/// </summary>
public static class FaultSearch
{
    private const int MostNamed = 10;

    /// <summary>Below this nothing is wrong that would be worth a name; chosen on windows without a fault.</summary>
    private const double Least = 0.12;

    public static IReadOnlyList<ServiceFault> Of(TelemetryExport export)
    {
        var forest = CallForest.Of(export);
        var hasTraces = forest is { NormalTraces: > 0, BadTraces: > 0 };
        var slow = hasTraces ? SlowSigns.Of(forest).ToList() : [];
        var broken = hasTraces ? BrokenSigns.Of(forest).ToList() : [];
        var logs = LogSigns.Of(export, forest).ToList();
        var silent = SilentSigns.Of(export, forest, logs).ToList();
        var metrics = MetricSigns.Of(export, hasTraces).ToList();
        var callees = Callees(forest);
        var raw = Strongest([.. slow, .. broken, .. logs, .. silent]);
        return Ranked([slow, OwnOf(broken), OwnOf(logs), OwnOf(silent), metrics], forest);

        List<FaultSign> OwnOf(List<FaultSign> signs) => [.. signs.Select(s => s with { Strength = s.Strength * (1 - Math.Sqrt(BelowIt(s.Service, callees, raw))) })];
    }

    private static List<ServiceFault> Ranked(List<FaultSign>[] sources, CallForest forest)
    {
        var scores = sources.SelectMany(source => source.GroupBy(s => s.Service).Select(g => (Service: g.Key, Strength: g.Max(s => s.Strength)))).GroupBy(s => s.Service)
            .Select(g => (Service: g.Key, Score: g.Sum(s => s.Strength))).Where(s => s.Score > 0).OrderByDescending(s => s.Score).ThenBy(s => s.Service, StringComparer.Ordinal).ToList();
        if (scores.Count == 0 || scores[0].Score < Least)
        {
            return [];
        }

        var all = scores.Sum(s => s.Score);
        var faults = new List<ServiceFault>();
        foreach (var (service, score) in scores.Take(MostNamed))
        {
            var signs = sources.SelectMany(s => s).Where(s => s.Service == service && s.Strength > 0).OrderByDescending(s => s.Strength).ToList();
            var at = signs.FirstOrDefault(s => s.At is not null)?.At ?? forest.Groups.Where(g => g.Service == service).MaxBy(g => g.Bad.Count + g.Normal.Count);
            faults.Add(new ServiceFault(faults.Count + 1, service, at?.Path() ?? [service], KindOf(signs), score / all, [.. signs.Take(5).Select(s => s.Sentence)]));
        }

        return faults;
    }

    // The kinds' strengths add up; time in its own work together with more processor is one kind.
    private static FaultKind KindOf(List<FaultSign> signs)
    {
        var kinds = signs.GroupBy(s => s.Kind).ToDictionary(g => g.Key, g => g.Max(s => s.Strength));
        if (kinds.Remove(FaultKind.SelfTime, out var self))
        {
            var resource = new[] { FaultKind.Cpu, FaultKind.Memory, FaultKind.Disk }.Where(kinds.ContainsKey).OrderByDescending(k => kinds[k]).Select(k => (FaultKind?)k).FirstOrDefault() ?? FaultKind.SelfTime;
            kinds[resource] = kinds.GetValueOrDefault(resource) + self;
        }

        // Who is not there leaves everything out.
        if (kinds.TryGetValue(FaultKind.Unavailable, out var gone) && gone >= 0.5 * kinds.Values.Max())
        {
            return FaultKind.Unavailable;
        }

        // Work is left out because of an error, or of a call that did not arrive.
        if (kinds.TryGetValue(FaultKind.Errors, out var errors) && kinds.Remove(FaultKind.SkippedWork, out var skipped))
        {
            kinds[FaultKind.Errors] = errors + skipped;
        }

        return kinds.MaxBy(k => k.Value).Key;
    }

    private static Dictionary<string, double> Strongest(List<FaultSign> signs) => signs.GroupBy(s => s.Service).ToDictionary(g => g.Key, g => g.Max(s => s.Strength));

    private static ILookup<string, string> Callees(CallForest forest) =>
        forest.Groups.Where(g => g.CrossesServices).Select(g => (Caller: g.Caller!.Service, Callee: g.Service)).Distinct().ToLookup(e => e.Caller, e => e.Callee);

    // What is called, and what that calls: a fault may pass through a service without a trace there.
    private static double BelowIt(string service, ILookup<string, string> callees, Dictionary<string, double> raw)
    {
        var below = 0.0;
        var seen = new HashSet<string>(StringComparer.Ordinal) { service };
        var open = new Queue<string>(callees[service]);
        while (open.TryDequeue(out var callee))
        {
            if (seen.Add(callee))
            {
                below = Math.Max(below, raw.GetValueOrDefault(callee));
                foreach (var next in callees[callee])
                {
                    open.Enqueue(next);
                }
            }
        }

        return below;
    }
}
