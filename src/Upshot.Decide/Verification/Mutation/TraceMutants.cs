using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Defects between spans: journeys, services, operations, propagation.</summary>
internal static class TraceMutants
{
    public static IEnumerable<Mutant> Of(MatchedTelemetry seen)
    {
        var captured = seen.Captured;
        yield return new(new("silent", "everything", "Nothing helps: this has to be found."), () => captured with { Spans = [], Metrics = [], Logs = [] });
        foreach (var service in CapturedCounts.Origins(captured).Select(o => o.Service).Distinct().Order(StringComparer.Ordinal))
        {
            yield return new(new("silent", $"service {service}", "Name the service in an operation's entry or in a journey's step."), () => captured with
            {
                Spans = [.. captured.Spans.Where(s => s.Origin.Service != service)],
                Metrics = [.. captured.Metrics.Where(m => m.Origin.Service != service)],
                Logs = [.. captured.Logs.Where(l => l.Origin.Service != service)],
            });
            if (PlanMutants.Of(service, seen) is { } stale)
            {
                yield return stale;
            }

            if (captured.Spans.Any(s => IsCalled(s, service, seen.Traces)))
            {
                yield return new(new("propagation lost", $"from its callers to service {service}", "Put a step of the service into a journey."), () => Severed(service, seen));
            }
        }

        foreach (var operation in seen.Entries.Select(e => e.Operation).Distinct())
        {
            var traces = seen.Entries.Where(e => e.Operation == operation).Select(e => e.Span.TraceId).ToHashSet(StringComparer.Ordinal);
            yield return new(new("not exercised", $"operation {operation.Name}", "Nothing helps: this has to be found."), () => captured with { Spans = [.. captured.Spans.Where(s => !traces.Contains(s.TraceId))] });
        }

        foreach (var mutant in seen.Plan.Journeys.SelectMany(journey => OfJourney(journey, seen)))
        {
            yield return mutant;
        }
    }

    private static IEnumerable<Mutant> OfJourney(Journey journey, MatchedTelemetry seen)
    {
        var readings = JourneyReading.All(seen).Where(r => r.Journey == journey && r.IsIntact).ToList();
        if (readings.Count == 0)
        {
            yield break;
        }

        foreach (var step in journey.Steps)
        {
            var spans = readings.Select(r => (Reading: r, Span: r.Steps.First(s => s.Step == step).Span!)).ToList();
            var what = $"step {step.Name} of journey {journey.Name}";
            yield return new(new("step lost", what, "Nothing helps: this has to be found."), () => Lost([.. spans.Select(s => s.Span)], seen));

            // Under a step that is not its own: the entry, or for a step that belongs there another one.
            var other = step.Under is null ? journey.Steps.FirstOrDefault(s => s != step && s.Under != step.Name) : null;
            if (step.Under is not null || other is not null)
            {
                var parents = spans.ToDictionary(s => s.Span, s => other is null ? s.Reading.Entry : s.Reading.Steps.First(x => x.Step == other).Span!);
                yield return new(new("under the wrong parent", what, "Declare the step's under."), () => Moved(parents, seen.Captured));
            }

            if (step.Latency is { } target)
            {
                var slow = spans.Select(s => s.Span).ToHashSet();
                yield return new(new("slow", what, "Declare the step's latency."), () => seen.Captured with
                {
                    Spans = [.. seen.Captured.Spans.Select(s => slow.Contains(s) ? s with { EndNanos = s.StartNanos + (long)(2e6 * target.TotalMilliseconds) + s.DurationNanos } : s)],
                });
            }
        }
    }

    /// <summary>A refactoring lost the span: its children go to its parent.</summary>
    private static CapturedTelemetry Lost(HashSet<CapturedSpan> lost, MatchedTelemetry seen)
    {
        var parents = lost.ToDictionary(s => (s.TraceId, s.SpanId), s => s.ParentSpanId);
        return seen.Captured with
        {
            Spans = [.. seen.Captured.Spans.Where(s => !lost.Contains(s)).Select(s => parents.TryGetValue((s.TraceId, s.ParentSpanId), out var grand) ? s with { ParentSpanId = grand } : s)],
        };
    }

    private static CapturedTelemetry Moved(Dictionary<CapturedSpan, CapturedSpan> parents, CapturedTelemetry captured) => captured with
    {
        Spans = [.. captured.Spans.Select(s => parents.TryGetValue(s, out var parent) ? s with { ParentSpanId = parent.SpanId } : s)],
    };

    private static bool IsCalled(CapturedSpan span, string service, TraceIndex traces) =>
        span.Origin.Service == service && traces.Parent(span) is { } parent && parent.Origin.Service != service;

    /// <summary>Each call of the service begins a trace of its own, with everything below it.</summary>
    private static CapturedTelemetry Severed(string service, MatchedTelemetry seen)
    {
        var changed = new Dictionary<CapturedSpan, CapturedSpan>(ReferenceEqualityComparer.Instance);
        var number = 0;
        foreach (var call in seen.Captured.Spans.Where(s => IsCalled(s, service, seen.Traces)))
        {
            Move(call, $"{++number:x32}", isFirst: true);
        }

        return seen.Captured with { Spans = [.. seen.Captured.Spans.Select(s => changed.GetValueOrDefault(s, s))] };

        void Move(CapturedSpan span, string trace, bool isFirst)
        {
            if (changed.TryAdd(span, span with { TraceId = trace, ParentSpanId = isFirst ? "" : span.ParentSpanId }))
            {
                foreach (var child in seen.Traces.Children(span))
                {
                    Move(child, trace, isFirst: false);
                }
            }
        }
    }
}
