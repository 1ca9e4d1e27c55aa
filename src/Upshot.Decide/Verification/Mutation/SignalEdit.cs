using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Changes everything of one signal in captured telemetry.</summary>
internal sealed class SignalEdit(MatchedTelemetry seen, Signal signal)
{
    public Signal Signal => signal;

    public CapturedTelemetry Dropped() => Each(_ => [], _ => [], _ => []);

    public CapturedTelemetry Duplicated() => Each(span => [span, span with { SpanId = Other(span.SpanId) }], metric => [metric, metric], log => [log, log]);

    public CapturedTelemetry Renamed(string name) => Each(span => [span with { Name = name }], metric => [metric with { Name = name }], log => [log with { EventName = name }]);

    /// <summary>As hand-written code would emit it.</summary>
    public CapturedTelemetry WithoutContract(string name) => Each(
        span => [span with { Name = name, Attributes = Without(span.Attributes, Contract.Signal) }],
        metric => [metric with { Name = name, Origin = metric.Origin with { Scope = metric.Origin.Scope with { Attributes = CapturedValue.None } } }],
        log => [log with { EventName = name, Attributes = Without(log.Attributes, Contract.Signal) }]);

    public CapturedTelemetry Metrics(Func<CapturedMetric, CapturedMetric> change) => Each(span => [span], metric => [change(metric)], log => [log]);

    public CapturedTelemetry Spans(Func<CapturedSpan, CapturedSpan> change) => Each(span => [change(span)], metric => [metric], log => [log]);

    public CapturedTelemetry Logs(Func<CapturedLog, CapturedLog> change) => Each(span => [span], metric => [metric], log => [change(log)]);

    public CapturedTelemetry Points(Func<CapturedPoint, CapturedPoint> change) => Metrics(metric => metric with { Points = [.. metric.Points.Select(change)] });

    /// <summary>Changes the attributes of every span, data point and log record of the signal.</summary>
    public CapturedTelemetry Attributes(Func<IReadOnlyDictionary<string, CapturedValue>, IReadOnlyDictionary<string, CapturedValue>> change) => Each(
        span => [span with { Attributes = change(span.Attributes) }],
        metric => [metric with { Points = [.. metric.Points.Select(p => p with { Attributes = change(p.Attributes) })] }],
        log => [log with { Attributes = change(log.Attributes) }]);

    public CapturedTelemetry Attribute(string name, Func<CapturedValue, CapturedValue> change) => Attributes(attributes => attributes.ContainsKey(name) ? With(attributes, name, change(attributes[name])) : attributes);

    public static IReadOnlyDictionary<string, CapturedValue> With(IReadOnlyDictionary<string, CapturedValue> attributes, string name, CapturedValue value) =>
        new Dictionary<string, CapturedValue>(attributes, StringComparer.Ordinal) { [name] = value };

    public static IReadOnlyDictionary<string, CapturedValue> Without(IReadOnlyDictionary<string, CapturedValue> attributes, string name) =>
        attributes.Where(a => a.Key != name).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    /// <summary>Another id of the same length.</summary>
    public static string Other(string id) => id.Length == 0 ? id : (id[0] == 'f' ? 'e' : 'f') + id[1..];

    private CapturedTelemetry Each(Func<CapturedSpan, CapturedSpan[]> span, Func<CapturedMetric, CapturedMetric[]> metric, Func<CapturedLog, CapturedLog[]> log) => seen.Captured with
    {
        Spans = signal.Kind == SignalKind.Span ? [.. seen.Spans.SelectMany(s => s.Signal == signal ? span(s.Item) : [s.Item])] : seen.Captured.Spans,
        Metrics = signal.Kind == SignalKind.Metric ? [.. seen.Metrics.SelectMany(m => m.Signal == signal ? metric(m.Item) : [m.Item])] : seen.Captured.Metrics,
        Logs = signal.Kind == SignalKind.Event ? [.. seen.Logs.SelectMany(l => l.Signal == signal ? log(l.Item) : [l.Item])] : seen.Captured.Logs,
    };
}
