using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Names that the product emits and its plan does not declare.</summary>
internal static class UndeclaredNames
{
    /// <summary>Spans that follow the semantic conventions have names that the conventions make up, such as <c>SELECT orders</c>.</summary>
    private static readonly string[] s_conventional = ["db.system.name", "db.system", "http.request.method", "http.method", "rpc.system", "rpc.system.name", "messaging.system", "gen_ai.operation.name", "faas.trigger"];

    public static bool IsUndeclared(Seen<CapturedSpan> span, MatchedTelemetry seen) =>
        span.Signal is null
        && (seen.Options.Exact || !span.IsLibrary)
        && !seen.IsInJourney(span.Item)
        && (seen.Options.Exact || span.Item.Kind is "internal" or "unspecified" || !s_conventional.Any(span.Item.Attributes.ContainsKey));

    public static bool IsUndeclared(Seen<CapturedMetric> metric, MatchedTelemetry seen) =>
        metric.Signal is null && (seen.Options.Exact || !metric.IsLibrary);

    /// <summary>A log record without an event name is prose for people, which only an exact set has to declare.</summary>
    public static bool IsUndeclared(Seen<CapturedLog> log, MatchedTelemetry seen) =>
        log.Signal is null && (seen.Options.Exact || ((log.Item.EventName.Length > 0 || log.Contract.Length > 0) && !log.IsLibrary));

    public static IEnumerable<string> Of(SignalKind kind, MatchedTelemetry seen) => (kind switch
    {
        SignalKind.Span => seen.Spans.Where(s => IsUndeclared(s, seen)).Select(s => s.Item.Name),
        SignalKind.Metric => seen.Metrics.Where(m => IsUndeclared(m, seen)).Select(m => m.Item.Name),
        SignalKind.Event => seen.Logs.Where(l => IsUndeclared(l, seen)).Select(l => l.Item.EventName),
        _ => [],
    }).Where(name => name.Length > 0).Distinct();

    public static string? NearestTo(Signal missing, MatchedTelemetry seen) => Suggestions.Of(missing.Name, Of(missing.Kind, seen));
}
