using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether events come after those that the plan names.</summary>
internal static class EventOrderCheck
{
    public static readonly CheckInfo Info = new("event-order", "An event came without the one before it, or earlier.", "Funnels and durations between events count on their order.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var events = seen.Logs.Where(l => l.Signal is not null).ToList();
        var byTrace = events.ToLookup(l => (l.Item.TraceId, l.Signal!.Id));
        foreach (var later in events.Where(l => l.Signal!.After.Length > 0 && l.Item.TraceId.Length > 0))
        {
            var signal = later.Signal!;
            var before = seen.Plan.Signals.FirstOrDefault(s => s.Kind == SignalKind.Event && (s.Id == signal.After || s.Name == signal.After));
            var earlier = before is null ? [] : byTrace[(later.Item.TraceId, before.Id)].ToList();
            if (earlier.Any(e => e.Item.TimeNanos <= later.Item.TimeNanos))
            {
                continue;
            }

            yield return new(
                Info.Id,
                later.At(later.Item.EventName),
                earlier.Count == 0
                    ? $"The event {signal.Name} came in a trace without {signal.After}, which comes before it."
                    : $"The event {signal.Name} came before {signal.After}, which comes before it.",
                $"Write {signal.After} first, in the same trace; if the order is another now, change after in the plan.")
            {
                Declared = signal.Location,
                Evidence = $"trace {later.Item.TraceId}",
            };
        }
    }
}
