using System.Globalization;
using Upshot.Decide.Exports;

namespace Upshot.Decide.Faults;

/// <summary>Services that cannot be heard of any more: pods that measure nothing or were started anew, calls that reach them from nobody, others that complain of them.</summary>
internal static class SilentSigns
{
    private const double Smallest = 0.2;
    private const double FewestCalls = 5;

    // A caller that leaves the call out looks the same when it is the only one.
    private const double OneCaller = 0.5;
    private const double Restarted = 0.6;

    // Who complains may be wrong about whom.
    private const double Complaint = 0.5;

    public static IEnumerable<FaultSign> Of(TelemetryExport export, CallForest forest, IReadOnlyList<FaultSign> logs) => Uncalled(forest).Concat(Pods(export)).Concat(Complaints(forest, logs));

    private static IEnumerable<FaultSign> Uncalled(CallForest forest)
    {
        foreach (var service in forest.Groups.Where(g => g.CrossesServices).GroupBy(g => g.Service))
        {
            var expected = service.Sum(g => g.Caller!.Normal.Count == 0 ? 0 : (double)g.Caller.Bad.Count * g.Caller.Normal.With.GetValueOrDefault(g) / g.Caller.Normal.Count);
            var came = service.Sum(g => g.Caller!.Bad.With.GetValueOrDefault(g));
            var callers = service.Where(g => g.Normal.Count > 0 && g.Caller!.Bad.Count > 0).Select(g => g.Caller!.Service).Distinct().Count();
            var lost = expected < FewestCalls ? 0 : 1 - (came / expected);
            if (lost > Smallest && callers > 0)
            {
                yield return new FaultSign(service.Key, FaultKind.Unavailable, lost * (callers == 1 ? OneCaller : lost), string.Create(CultureInfo.InvariantCulture, $"{came} calls of its {callers} callers reach it where {expected:0} would have been usual."))
                { At = service.MaxBy(g => g.Normal.Count) };
            }
        }
    }

    private static IEnumerable<FaultSign> Pods(TelemetryExport export)
    {
        var moments = export.Metrics.Where(m => export.Bad.Contains(m.TimeNanos)).GroupBy(m => m.Service).ToDictionary(g => g.Key, g => g.Select(m => m.TimeNanos / 1_000_000_000).Distinct().Count());
        if (moments.Count < 2)
        {
            yield break;
        }

        var usual = moments.Values.Order().ElementAt(moments.Count / 2);
        foreach (var service in export.Metrics.GroupBy(m => m.Service))
        {
            var before = service.Where(m => export.Normal.Contains(m.TimeNanos)).Select(m => m.Pod).ToHashSet(StringComparer.Ordinal);
            var now = service.Where(m => export.Bad.Contains(m.TimeNanos)).Select(m => m.Pod).ToHashSet(StringComparer.Ordinal);
            var missing = before.Count == 0 ? 0 : 1 - Math.Min(1, (double)moments.GetValueOrDefault(service.Key) / usual);
            if (missing >= 0.5)
            {
                yield return new FaultSign(service.Key, FaultKind.Unavailable, Restarted * missing, "It measures nothing for a part of the time.");
            }
            else if (before.Count > 0 && now.Count > 0 && !now.IsSubsetOf(before))
            {
                yield return new FaultSign(service.Key, FaultKind.Unavailable, Restarted, $"It has a new pod, {now.Except(before).First()}.");
            }
        }
    }

    // An error in a log that names another service which the complaining one calls.
    private static IEnumerable<FaultSign> Complaints(CallForest forest, IReadOnlyList<FaultSign> logs)
    {
        var called = forest.Groups.Where(g => g.CrossesServices).Select(g => (Caller: g.Caller!.Service, g.Service)).Distinct().ToLookup(e => e.Caller, e => e.Service);
        foreach (var sign in logs.Where(s => s.Kind == FaultKind.Errors))
        {
            foreach (var callee in called[sign.Service].Where(c => c.Length > 3 && sign.Sentence.Contains(c, StringComparison.OrdinalIgnoreCase)))
            {
                var isRefusal = sign.Sentence.Contains("refused", StringComparison.OrdinalIgnoreCase) || sign.Sentence.Contains("unavailable", StringComparison.OrdinalIgnoreCase) || sign.Sentence.Contains("unreachable", StringComparison.OrdinalIgnoreCase);
                yield return new FaultSign(callee, isRefusal ? FaultKind.Unavailable : FaultKind.Errors, Complaint * sign.Strength, $"The log of {sign.Service} complains of it.");
            }
        }
    }
}
