namespace Upshot.Evidence;

/// <summary>A log record or event. Ids are lower-case hex and empty outside of a trace; times are Unix nanoseconds.</summary>
/// <param name="EventName">Empty for a record that is no event.</param>
/// <param name="Severity">OTLP's number: 1 to 24, from trace to fatal; 0 unspecified.</param>
public sealed record CapturedLog(TelemetryOrigin Origin, string EventName, CapturedValue Body, int Severity, long TimeNanos, string TraceId, string SpanId)
{
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;
}
