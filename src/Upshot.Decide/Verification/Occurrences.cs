using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>An attribute's value on a declared signal.</summary>
internal readonly record struct AttributeValue(Signal Signal, TelemetryOrigin Origin, string Name, CapturedValue Value);

/// <summary>A declared signal, seen so often at once.</summary>
internal readonly record struct Occurrence(Signal Signal, TelemetryOrigin Origin, int Count);

/// <summary>All kinds of signals looked at in the same way.</summary>
internal static class OccurrencesOfSignals
{
    public static IEnumerable<Occurrence> Occurrences(this MatchedTelemetry seen) =>
        seen.Spans.Where(s => s.Signal is not null).Select(s => new Occurrence(s.Signal!, s.Origin, 1))
            .Concat(seen.Logs.Where(l => l.Signal is not null).Select(l => new Occurrence(l.Signal!, l.Origin, 1)))
            .Concat(seen.Metrics.Where(m => m.Signal is not null).Select(m => new Occurrence(m.Signal!, m.Origin, m.Item.Points.Count(HasValue))))
            .Where(o => o.Count > 0);

    /// <summary>Sets of attributes of declared signals: of each span, log record and data point.</summary>
    public static IEnumerable<(Signal Signal, TelemetryOrigin Origin, IReadOnlyDictionary<string, CapturedValue> Attributes)> AttributeSets(this MatchedTelemetry seen) =>
        seen.Spans.Where(s => s.Signal is not null).Select(s => (s.Signal!, s.Origin, s.Item.Attributes))
            .Concat(seen.Logs.Where(l => l.Signal is not null).Select(l => (l.Signal!, l.Origin, l.Item.Attributes)))
            .Concat(seen.Metrics.Where(m => m.Signal is not null).SelectMany(m => m.Item.Points.Where(HasValue).Select(p => (m.Signal!, m.Origin, p.Attributes))));

    public static IEnumerable<AttributeValue> AttributeValues(this MatchedTelemetry seen) =>
        seen.AttributeSets().SelectMany(set => set.Attributes.Select(a => new AttributeValue(set.Signal, set.Origin, a.Key, a.Value)));

    /// <summary>A series that exists but has not measured anything yet is no sign of life.</summary>
    private static bool HasValue(CapturedPoint point) => point.Value is not null || point.Count > 0;
}
