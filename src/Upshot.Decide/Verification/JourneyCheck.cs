using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Whether the critical trace of each operation is whole wherever the operation succeeded.</summary>
internal static class JourneyCheck
{
    public static readonly CheckInfo Info = new("broken-journey", "A step of a journey is missing, or stands under the wrong parent.", "What the critical path does not show cannot be explained when it is slow.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var reading in JourneyReading.All(seen).Where(r => !r.IsIntact))
        {
            var broken = reading.Steps.Where(s => !s.IsIntact).ToList();
            var first = broken[0];
            yield return new(
                Info.Id,
                new(first.Step.Match.Service ?? reading.Entry.Origin.Service, "", reading.Journey.Name),
                $"The journey {reading.Journey.Name} is broken: {string.Join("; ", broken.Select(What))}.",
                Remedy(first, reading, seen))
            {
                Declared = first.Step.Location,
                Evidence = JourneyDrawing.Draw(reading, seen.Traces),
            };
        }
    }

    private static string What(StepReading step) => step.Span is null
        ? $"{step.Step.Name} ({step.Step.Match.Format()}) is missing"
        : $"{step.Step.Name} ({step.Step.Match.Format()}) stands under {step.FoundUnder}, not under {step.Step.Under ?? "the entry"}";

    private static string Remedy(StepReading step, JourneyReading reading, MatchedTelemetry seen)
    {
        var under = step.Step.Under ?? $"the entry of {reading.Operation.Name}";
        if (step.Span is not null)
        {
            return $"Start {step.Step.Name} while {under} is the current span: look at where the call was moved, and at work that was started without its context. If the new order is meant, change the step's under in the plan.";
        }

        var inTrace = seen.Traces.InTrace(reading.Entry.TraceId).ToList();
        var elsewhere = seen.Captured.Spans.FirstOrDefault(s => s.TraceId != reading.Entry.TraceId && step.Step.Match.Matches(s) && !seen.Traces.InTrace(s.TraceId).Any(o => ReferenceEquals(o, reading.Entry)) && seen.Traces.InTrace(s.TraceId).All(o => !reading.Operation.Entry.MatchesEntry(o)));
        if (elsewhere is not null)
        {
            return $"Such a span is in trace {elsewhere.TraceId}, without the operation's entry: pass the trace context on to {elsewhere.Origin.Service}.";
        }

        var likely = step.Step.Match.Span is { } name ? Suggestions.Of(name, inTrace.Select(s => s.Name).Distinct()) : null;
        return likely is not null
            ? $"The trace has a span {likely}: was it renamed? Name it as the plan does, or change the step."
            : $"Start the span again where the step runs, under {under}; a refactoring may have lost it. If the step is gone for good, take it out of the journey.";
    }
}
