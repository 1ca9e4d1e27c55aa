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
    private const string EntryName = "the entry";

    public bool IsIntact => Steps.All(s => s.IsIntact);

    public static IEnumerable<JourneyReading> All(MatchedTelemetry seen) =>
        from journey in seen.Plan.Journeys
        from entry in seen.Entries
        where entry.Operation.Name == journey.Operation && entry.Succeeded
        select Read(journey, entry, seen);

    private static JourneyReading Read(Journey journey, EntrySeen entry, MatchedTelemetry seen)
    {
        var traces = seen.Traces;
        var runs = seen.EntriesIn(entry.Span.TraceId).Where(e => e.Operation == entry.Operation).Select(e => e.Span).ToHashSet(ReferenceEqualityComparer.Instance);
        var spans = traces.InTrace(entry.Span.TraceId).Where(s => !ReferenceEquals(s, entry.Span) && (runs.Count == 1 || IsOfThisRun(s))).ToList();
        var matches = journey.Steps.ToDictionary(step => step.Name, step => spans.Where(step.Match.Matches).ToHashSet(ReferenceEqualityComparer.Instance));
        return new(journey, entry.Operation, entry.Span, [.. journey.Steps.Select(StepOf)]);

        // A test, a batch or a page may run an operation several times in one trace.
        bool IsOfThisRun(CapturedSpan span)
        {
            var above = traces.Ancestors(span).Prepend(span).Where(runs.Contains).ToList();
            return above.Count == 0 || above.Contains(entry.Span, ReferenceEqualityComparer.Instance);
        }

        StepReading StepOf(JourneyStep step)
        {
            var candidates = matches[step.Name].Cast<CapturedSpan>().OrderBy(s => s.StartNanos).ToList();
            var wanted = step.Under ?? EntryName;
            var right = candidates.FirstOrDefault(c => NearestStep(c, step) == wanted);
            return right is not null ? new(step, right, "") : candidates is [var first, ..] ? new(step, first, NearestStep(first, step)) : new(step, null, "");
        }

        // Spans between two steps, such as that of the HTTP client, do not count.
        string NearestStep(CapturedSpan span, JourneyStep step)
        {
            foreach (var ancestor in traces.Ancestors(span))
            {
                if (ReferenceEquals(ancestor, entry.Span))
                {
                    return EntryName;
                }

                if (journey.Steps.FirstOrDefault(s => s != step && matches[s.Name].Contains(ancestor)) is { } other)
                {
                    return other.Name;
                }
            }

            return "no step of the journey";
        }
    }
}
