using Upshot.Decide.Journeys;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>What became of a step in one trace.</summary>
/// <param name="Span">The span that is the step; where it stands under the wrong parent, that one; null when there is none.</param>
/// <param name="FoundUnder">Under which step it stands when that is not the declared one; empty: it stands right.</param>
internal sealed record StepReading(JourneyStep Step, CapturedSpan? Span, string FoundUnder)
{
    public bool IsIntact => Span is not null && FoundUnder.Length == 0;
}

/// <summary>One run of an operation beside its journey.</summary>
internal sealed record JourneyReading(Journey Journey, Operation Operation, CapturedSpan Entry, IReadOnlyList<StepReading> Steps)
{
    public bool IsIntact => Steps.All(s => s.IsIntact);

    public static IEnumerable<JourneyReading> All(MatchedTelemetry seen) =>
        from journey in seen.Plan.Journeys
        from entry in seen.Entries
        where entry.Operation.Name == journey.Operation && entry.Succeeded
        select Read(journey, entry, seen);

    private static JourneyReading Read(Journey journey, EntrySeen entry, MatchedTelemetry seen)
    {
        var traces = seen.Traces;
        var runs = seen.EntriesIn(entry.Span.TraceId).Where(e => e.Operation == entry.Operation).Select(e => e.Span).ToHashSet<CapturedSpan>(ReferenceEqualityComparer.Instance);
        var search = new StepSearch<CapturedSpan>((selector, span) => selector.Matches(span), traces.Parent, s => s.StartNanos);
        var found = search.Find(journey, entry.Span, traces.InTrace(entry.Span.TraceId).Where(s => runs.Count == 1 || IsOfThisRun(s)));
        return new(journey, entry.Operation, entry.Span, [.. found.Select(f => new StepReading(f.Step, f.Spans.FirstOrDefault() ?? f.Elsewhere, f.FoundUnder))]);

        // A test, a batch or a page may run an operation several times in one trace.
        bool IsOfThisRun(CapturedSpan span)
        {
            var above = traces.Ancestors(span).Prepend(span).Where(runs.Contains).ToList();
            return above.Count == 0 || above.Contains(entry.Span, ReferenceEqualityComparer.Instance);
        }
    }
}
