using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Changes everything of one signal in an emission.</summary>
internal sealed class SignalEdit(MatchedEmission seen, Signal signal)
{
    public Signal Signal => signal;

    public Emission Dropped() => Each(_ => [], _ => [], _ => []);

    public Emission Duplicated() => Each(span => [span, span with { SpanId = Other(span.SpanId) }], metric => [metric, metric], log => [log, log]);

    public Emission Renamed(string name) => Each(span => [span with { Name = name }], metric => [metric with { Name = name }], log => [log with { EventName = name }]);

    /// <summary>As hand-written code would emit it.</summary>
    public Emission WithoutContract(string name) => Each(
        span => [span with { Name = name, Attributes = Without(span.Attributes, Contract.Signal) }],
        metric => [metric with { Name = name, Origin = metric.Origin with { Scope = metric.Origin.Scope with { Attributes = EmittedValue.None } } }],
        log => [log with { EventName = name, Attributes = Without(log.Attributes, Contract.Signal) }]);

    public Emission Metrics(Func<EmittedMetric, EmittedMetric> change) => Each(span => [span], metric => [change(metric)], log => [log]);

    public Emission Spans(Func<EmittedSpan, EmittedSpan> change) => Each(span => [change(span)], metric => [metric], log => [log]);

    public Emission Logs(Func<EmittedLog, EmittedLog> change) => Each(span => [span], metric => [metric], log => [change(log)]);

    public Emission Points(Func<EmittedPoint, EmittedPoint> change) => Metrics(metric => metric with { Points = [.. metric.Points.Select(change)] });

    /// <summary>Changes the attributes of every span, data point and log record of the signal.</summary>
    public Emission Attributes(Func<IReadOnlyDictionary<string, EmittedValue>, IReadOnlyDictionary<string, EmittedValue>> change) => Each(
        span => [span with { Attributes = change(span.Attributes) }],
        metric => [metric with { Points = [.. metric.Points.Select(p => p with { Attributes = change(p.Attributes) })] }],
        log => [log with { Attributes = change(log.Attributes) }]);

    public Emission Attribute(string name, Func<EmittedValue, EmittedValue> change) => Attributes(attributes => attributes.ContainsKey(name) ? With(attributes, name, change(attributes[name])) : attributes);

    public static IReadOnlyDictionary<string, EmittedValue> With(IReadOnlyDictionary<string, EmittedValue> attributes, string name, EmittedValue value) =>
        new Dictionary<string, EmittedValue>(attributes, StringComparer.Ordinal) { [name] = value };

    public static IReadOnlyDictionary<string, EmittedValue> Without(IReadOnlyDictionary<string, EmittedValue> attributes, string name) =>
        attributes.Where(a => a.Key != name).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);

    /// <summary>Another id of the same length.</summary>
    public static string Other(string id) => id.Length == 0 ? id : (id[0] == 'f' ? 'e' : 'f') + id[1..];

    private Emission Each(Func<EmittedSpan, EmittedSpan[]> span, Func<EmittedMetric, EmittedMetric[]> metric, Func<EmittedLog, EmittedLog[]> log) => seen.Emission with
    {
        Spans = signal.Kind == SignalKind.Span ? [.. seen.Spans.SelectMany(s => s.Signal == signal ? span(s.Item) : [s.Item])] : seen.Emission.Spans,
        Metrics = signal.Kind == SignalKind.Metric ? [.. seen.Metrics.SelectMany(m => m.Signal == signal ? metric(m.Item) : [m.Item])] : seen.Emission.Metrics,
        Logs = signal.Kind == SignalKind.Event ? [.. seen.Logs.SelectMany(l => l.Signal == signal ? log(l.Item) : [l.Item])] : seen.Emission.Logs,
    };
}
