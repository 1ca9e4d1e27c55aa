namespace Upshot.Evidence;

/// <summary>A log record or event. Ids are lower-case hex and empty outside of a trace; times are Unix nanoseconds.</summary>
/// <param name="EventName">Empty for a record that is no event.</param>
/// <param name="Severity">OTLP's number: 1 to 24, from trace to fatal; 0 unspecified.</param>
public sealed record EmittedLog(EmissionOrigin Origin, string EventName, EmittedValue Body, int Severity, long TimeNanos, string TraceId, string SpanId)
{
    public IReadOnlyDictionary<string, EmittedValue> Attributes { get; init; } = EmittedValue.None;
}
