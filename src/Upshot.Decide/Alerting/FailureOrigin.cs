using System.Globalization;
using Upshot.Decide.Explanations;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>Where failures or slowness come from, as traces of the trouble show it.</summary>
public static class FailureOrigin
{
    private const int ShownTraces = 5;

    /// <summary>Failed requests: the span at which each failure began, and the service that most of them share.</summary>
    /// <returns>Null: no trace has a failed span.</returns>
    public static IncidentCause? OfErrors(IReadOnlyList<TraceEvidence> failed)
    {
        var origins = failed.Select(t => (Trace: t, Path: ErrorPath(t))).Where(o => o.Path.Count > 0).ToList();
        if (origins.Count == 0)
        {
            return null;
        }

        var all = origins.Sum(o => o.Trace.Weight);
        var service = origins.GroupBy(o => ServiceOf(o.Path[^1], o.Trace)).OrderByDescending(g => g.Sum(o => o.Trace.Weight)).ThenBy(g => g.Key, StringComparer.Ordinal).First();
        var path = service.GroupBy(o => string.Join('\n', o.Path.Select(Name))).OrderByDescending(g => g.Sum(o => o.Trace.Weight)).ThenBy(g => g.Key, StringComparer.Ordinal).First().First().Path;
        var share = service.Sum(o => o.Trace.Weight) / all;
        return new("errors", service.Key, [.. path.Select(Name)], share, "associated",
            $"{Percent(share)} of the failures begin in {service.Key}, at {Name(path[^1])}.")
        {
            Traces = [.. service.Take(ShownTraces).Select(o => o.Trace.TraceId)],
        };
    }

    /// <summary>Slow requests: the call path that takes most of what requests take longer than before.</summary>
    /// <returns>Null: there is nothing to compare, or no path takes longer.</returns>
    public static IncidentCause? OfLatency(IReadOnlyList<TraceEvidence> usual, IReadOnlyList<TraceEvidence> slow, int seed)
    {
        if (usual.Count == 0 || slow.Count == 0)
        {
            return null;
        }

        var explanation = Explanation.Between(usual, slow, seed: seed);
        var added = explanation.Paths.Where(p => p.DifferenceNanos > 0).Sum(p => p.DifferenceNanos);
        if (added <= 0 || explanation.Paths.Where(p => p.DifferenceNanos > 0).MaxBy(p => p.DifferenceNanos) is not { } worst)
        {
            return null;
        }

        var path = explanation.PathOf(worst);
        var service = ServiceIn(path[^1]);
        var share = worst.DifferenceNanos / added;
        return new("latency", service, path, share, "associated",
            $"{Percent(share)} of the added time is spent in {path[^1]}: {Millis(worst.CandidateNanos)} a request instead of {Millis(worst.BaselineNanos)}.")
        {
            Traces = [.. slow.Take(ShownTraces).Select(t => t.TraceId)],
        };
    }

    /// <summary>From the entry span down to the failed span below which nothing failed; empty: nothing failed.</summary>
    public static IReadOnlyList<SpanEvidence> ErrorPath(TraceEvidence trace)
    {
        var ids = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        var failedBelow = trace.Spans.Where(s => s.IsError).ToLookup(s => s.ParentSpanId, StringComparer.Ordinal);
        var path = new List<SpanEvidence>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Of several that failed the last one counts: the ones before it were tried again, or survived.
        for (var at = trace.Spans.Where(s => s.IsError && !ids.Contains(s.ParentSpanId)).MinBy(s => s.StartNanos); at is not null && seen.Add(at.SpanId); at = failedBelow[at.SpanId].MaxBy(s => s.EndNanos))
        {
            path.Add(at);
        }

        return path;
    }

    /// <summary>The service of a failed span; of a call that nobody answered, the callee as the call names it.</summary>
    private static string ServiceOf(SpanEvidence span, TraceEvidence trace)
    {
        if (span.Kind is not ("client" or "producer") || trace.Spans.Any(s => s.ParentSpanId == span.SpanId))
        {
            return span.Service;
        }

        foreach (var key in new[] { "peer.service", "service.peer.name", "server.address", "db.system.name", "db.system" })
        {
            if (span.Attributes.TryGetValue(key, out var peer) && peer.Length > 0)
            {
                return peer;
            }
        }

        return span.Service;
    }

    private static string Name(SpanEvidence span) => $"[{span.Service}] {span.Name}";

    private static string ServiceIn(string name) => name.StartsWith('[') && name.IndexOf(']') is > 0 and var end ? name[1..end] : name;

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Millis(double nanos) => (nanos / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " ms";
}
