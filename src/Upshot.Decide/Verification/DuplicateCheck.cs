using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether something was emitted twice.</summary>
internal static class DuplicateCheck
{
    public static readonly CheckInfo Info = new("duplicate-signal", "A signal was emitted twice.", "Counts, budgets and bills are twice as high as the truth.");

    private const string TwoExporters = "Register instrumentation and exporter once: look for a set-up that runs twice, or two exporters for one signal.";

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => Spans(seen).Concat(Nested(seen)).Concat(NestedEachTime(seen)).Concat(Points(seen)).Concat(Logs(seen)).Concat(Scopes(seen));

    private static IEnumerable<VerificationProblem> Spans(MatchedTelemetry seen)
    {
        var ids = new HashSet<(string, string)>();
        var twins = new HashSet<(string, string, string, string, long, long, string)>();
        foreach (var span in seen.Spans)
        {
            var item = span.Item;
            if (!ids.Add((item.TraceId, item.SpanId)) || (span.Signal is not null && !twins.Add((item.Origin.ResourceKey, item.TraceId, item.ParentSpanId, item.Name, item.StartNanos, item.EndNanos, SeriesIndex.KeyOf(item.Attributes)))))
            {
                yield return new(Info.Id, span.At(item.Name), $"The span {item.Name} was emitted twice.", TwoExporters) { Declared = span.Signal?.Location, Evidence = $"trace {item.TraceId}, span {item.SpanId}" };
            }
        }
    }

    /// <summary>A call site that was moved into a method which has one already: with the same attributes. One that calls itself has others, or several below it.</summary>
    private static IEnumerable<VerificationProblem> Nested(MatchedTelemetry seen)
    {
        var signals = seen.Spans.Where(s => s.Signal is not null).DistinctBy(s => (s.Item.TraceId, s.Item.SpanId)).ToDictionary(s => (s.Item.TraceId, s.Item.SpanId), s => s.Signal!.Id);
        foreach (var span in seen.Spans.Where(s => s.Signal is not null && seen.Traces.Parent(s.Item) is { } parent
            && parent.Origin.ResourceKey == s.Origin.ResourceKey
            && IsOf(parent, s.Signal)
            && SeriesIndex.KeyOf(parent.Attributes) == SeriesIndex.KeyOf(s.Item.Attributes)
            && seen.Traces.Children(parent).Count(c => IsOf(c, s.Signal)) == 1))
        {
            yield return new(Info.Id, span.At(span.Item.Name), $"The span {span.Item.Name} stands directly in a span of the same signal.", "Start it in one place: either in the caller or in the method, not in both.")
            {
                Declared = span.Signal!.Location,
                Evidence = $"trace {span.Item.TraceId}, span {span.Item.SpanId} under {span.Item.ParentSpanId}",
            };
        }

        bool IsOf(CapturedSpan span, Signal signal) => signals.GetValueOrDefault((span.TraceId, span.SpanId)) == signal.Id;
    }

    /// <summary>
    /// The same with other attributes: each run stands in one of the same signal and never in two, and what is known at the start is the same. Work
    /// that calls itself does so at different depths, or for different things.
    /// </summary>
    private static IEnumerable<VerificationProblem> NestedEachTime(MatchedTelemetry seen)
    {
        foreach (var runs in seen.Spans.Where(s => s is { Signal: not null, Contract.Length: > 0 }).DistinctBy(s => (s.Item.TraceId, s.Item.SpanId)).GroupBy(s => (s.Signal!.Id, s.Origin.ResourceKey)))
        {
            var bySpan = runs.ToDictionary(s => (s.Item.TraceId, s.Item.SpanId));
            var inner = runs.Where(s => bySpan.ContainsKey((s.Item.TraceId, s.Item.ParentSpanId))).ToList();
            var outer = inner.Select(s => bySpan[(s.Item.TraceId, s.Item.ParentSpanId)]).Distinct().ToList();
            if (inner.Count < 2 || outer.Count != inner.Count || inner.Count * 2 != bySpan.Count || outer.Intersect(inner).Any())
            {
                continue;
            }

            var atStart = runs.First().Signal!.Attributes.Where(a => a.SetAt == AttributeMoment.Start).Select(a => a.Name).ToList();
            var pairs = inner.Select(s => (Inner: s, Outer: bySpan[(s.Item.TraceId, s.Item.ParentSpanId)])).ToList();
            if (pairs.All(p => atStart.All(a => !p.Inner.Item.Attributes.TryGetValue(a, out var below) || !p.Outer.Item.Attributes.TryGetValue(a, out var above) || below.Text == above.Text))
                && pairs.Any(p => SeriesIndex.KeyOf(p.Inner.Item.Attributes) != SeriesIndex.KeyOf(p.Outer.Item.Attributes)))
            {
                yield return new(Info.Id, inner[0].At(inner[0].Item.Name), $"Each span {inner[0].Item.Name} has another of the same signal directly below it.", "Start it in one place: either in the caller or in the method, not in both.")
                {
                    Declared = inner[0].Signal!.Location,
                    Evidence = $"trace {inner[0].Item.TraceId}, span {inner[0].Item.SpanId} under {inner[0].Item.ParentSpanId}",
                    Count = inner.Count,
                };
            }
        }
    }

    private static IEnumerable<VerificationProblem> Points(MatchedTelemetry seen)
    {
        foreach (var series in seen.Series())
        {
            var times = new HashSet<long>();
            foreach (var (metric, point) in series)
            {
                if (!times.Add(point.TimeNanos))
                {
                    yield return new(Info.Id, metric.At(metric.Item.Name), $"The metric {metric.Item.Name} has two data points of one series at one time.", TwoExporters) { Declared = metric.Signal?.Location };
                }
            }
        }
    }

    private static IEnumerable<VerificationProblem> Logs(MatchedTelemetry seen)
    {
        var twins = new HashSet<(string, string, string, string, string, long, string)>();
        foreach (var log in seen.Logs.Where(l => l.Item.TimeNanos > 0))
        {
            var item = log.Item;
            if (!twins.Add((item.Origin.ResourceKey, item.Origin.Scope.Name, item.EventName, item.TraceId, item.SpanId, item.TimeNanos, item.Body.Text + SeriesIndex.KeyOf(item.Attributes))))
            {
                var what = item.EventName.Length > 0 ? $"event {item.EventName}" : "log record";
                yield return new(Info.Id, log.At(item.EventName), $"The {what} was written twice.", TwoExporters) { Declared = log.Signal?.Location };
            }
        }
    }

    /// <summary>One metric in two scopes of one process is summed over both.</summary>
    private static IEnumerable<VerificationProblem> Scopes(MatchedTelemetry seen) => seen.Metrics
        .Where(m => m.Signal is not null)
        .GroupBy(m => (m.Origin.ResourceKey, m.Item.Name))
        .Where(g => g.Select(m => m.Origin.Scope.Name).Distinct().Count() > 1)
        .Select(g => new VerificationProblem(
            Info.Id,
            g.First().At(g.Key.Name) with { Scope = "" },
            $"The metric {g.Key.Name} comes from {Format.Some([.. g.Select(m => $"'{m.Origin.Scope.Name}'").Distinct().Order(StringComparer.Ordinal)])}.",
            "Create the instrument once, in the product's meter.")
        {
            Declared = g.First().Signal!.Location,
        });
}
