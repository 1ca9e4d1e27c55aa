using Upshot.Evidence;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>Services whose instrumentation was generated before the plan was changed.</summary>
internal static class PlanMutants
{
    private const string Older = "000000000000";

    /// <summary>Null when the service says nothing of its plan.</summary>
    public static Mutant? Of(string service, MatchedTelemetry seen)
    {
        var current = CallSiteBuilder.SchemaUrlOf(seen.Plan);
        return seen.Plan.Digest.Length > 0 && CapturedCounts.Origins(seen.Captured).Any(o => o.Service == service && o.Scope.SchemaUrl == current)
            ? new(new("stale plan", $"service {service}", "Nothing helps: this has to be found."), () => seen.Captured with
            {
                Spans = [.. seen.Captured.Spans.Select(s => s with { Origin = Aged(s.Origin) })],
                Metrics = [.. seen.Captured.Metrics.Select(m => m with { Origin = Aged(m.Origin) })],
                Logs = [.. seen.Captured.Logs.Select(l => l with { Origin = Aged(l.Origin) })],
            }, StalePlanCheck.Info.Id)
            : null;

        TelemetryOrigin Aged(TelemetryOrigin origin) => origin.Service != service || origin.Scope.SchemaUrl != current
            ? origin
            : origin with { Scope = origin.Scope with { SchemaUrl = current.Replace(seen.Plan.Digest, Older, StringComparison.Ordinal) } };
    }
}
