using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Journeys;

/// <summary>One run of an operation beside its journey, as it is counted.</summary>
/// <param name="Start">Of the entry span.</param>
/// <param name="End">Of it.</param>
/// <param name="Weight">How many runs it stands for.</param>
/// <param name="IsGood">Every step is there under its parent, neither the entry span nor a span of a step failed, and each span of a step kept the step's latency.</param>
/// <param name="Succeeded">The entry span did not fail.</param>
/// <param name="Came">Which steps are there, in the journey's order.</param>
public sealed record JourneyRun(DateTimeOffset Start, DateTimeOffset End, string Version, string Environment, long Weight, bool IsGood, bool Succeeded, IReadOnlyList<bool> Came)
{
    /// <summary>Whether attributes of spans are looked at that are not those which name a step.</summary>
    public static bool NeedsAttributes(Journey journey) => journey.Steps.Any(s => s.Match.Attributes.Count > 0 || s.Match.Method is not null);

    /// <summary>Runs that began within a time.</summary>
    public static IEnumerable<JourneyRun> Of(Journey journey, OperationTrace trace, TimeRange range)
    {
        var stored = new StoredTrace(trace);
        foreach (var (entry, spans) in stored.RunsOf(journey.Operation))
        {
            var start = MomentOf(entry.Span.StartNanos);
            if (start >= range.From && start < range.To)
            {
                yield return Read(journey, entry, start, stored.Search.Find(journey, entry, spans));
            }
        }
    }

    private static DateTimeOffset MomentOf(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);

    private static JourneyRun Read(Journey journey, OperationSpan entry, DateTimeOffset start, IReadOnlyList<StepFound<OperationSpan>> steps)
    {
        var isGood = !entry.Span.IsError && steps.All(s => s.Spans.Count > 0 && s.Spans.All(span => !span.Span.IsError && !(span.Span.DurationNanos > s.Step.Latency?.Ticks * 100)));
        var weight = entry.Weight is >= 1 and <= long.MaxValue / 2 ? (long)Math.Round(entry.Weight) : 1;
        return new(start, MomentOf(entry.Span.EndNanos), entry.Span.Version, entry.Environment, weight, isGood, !entry.Span.IsError, [.. steps.Select(s => s.Spans.Count > 0)]);
    }
}
