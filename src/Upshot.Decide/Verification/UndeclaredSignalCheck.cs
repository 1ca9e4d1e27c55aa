using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Signals that the product emits and the plan does not declare.</summary>
internal static class UndeclaredSignalCheck
{
    public static readonly CheckInfo Info = new("undeclared-signal", "The product emitted a signal that the plan does not declare.", "Nobody owns it, nobody decides by it, and everybody pays for it.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) =>
        seen.Spans.Where(s => UndeclaredNames.IsUndeclared(s, seen)).Select(s => Problem(SignalKind.Span, s.Item.Name, s.Contract, s.Origin, 1, seen))
            .Concat(seen.Metrics.Where(m => UndeclaredNames.IsUndeclared(m, seen)).Select(m => Problem(SignalKind.Metric, m.Item.Name, m.Contract, m.Origin, m.Item.Points.Count, seen)))
            .Concat(seen.Logs.Where(l => UndeclaredNames.IsUndeclared(l, seen)).Select(l => Problem(SignalKind.Event, NameOf(l.Item), l.Contract, l.Origin, 1, seen)));

    private static string NameOf(CapturedLog log) => log.EventName.Length > 0 ? log.EventName : $"log record '{Format.Short(log.Attributes.TryGetValue("{OriginalFormat}", out var template) ? template.Text : log.Body.Text)}'";

    private static VerificationProblem Problem(SignalKind kind, string name, string contract, TelemetryOrigin origin, int count, MatchedTelemetry seen)
    {
        var declared = seen.Plan.Signals.Where(s => s.Kind == kind).ToList();
        var likely = Suggestions.Of(name, declared.Select(s => s.Name));
        return new(
            Info.Id,
            new(origin.Service, origin.Scope.Name, name),
            contract.Length > 0
                ? $"The {Format.Of(kind)} {name} says that it is {contract}, which the plan does not declare."
                : $"The {Format.Of(kind)} {name} is not declared.",
            likely is not null
                ? $"Was {likely} meant? Emit it under that name, or declare {name} under signals/."
                : contract.Length > 0
                    ? "Generate the instrumentation again from this plan, or declare the signal."
                    : $"Declare it under signals/ with owner, reason and decision, or stop emitting it; if {origin.Scope.Name} is a library, do not collect its scope.")
        {
            Declared = likely is null ? null : declared.First(s => s.Name == likely).Location,
            Count = Math.Max(1, count),
        };
    }
}
