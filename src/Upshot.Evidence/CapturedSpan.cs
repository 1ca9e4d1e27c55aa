namespace Upshot.Evidence;

/// <summary>A span as it was emitted. Ids are lower-case hex; times are Unix nanoseconds.</summary>
/// <param name="ParentSpanId">Empty for a root.</param>
/// <param name="Kind">internal, server, client, producer, consumer, unspecified.</param>
public sealed record CapturedSpan(TelemetryOrigin Origin, string TraceId, string SpanId, string ParentSpanId, string Name, string Kind, long StartNanos, long EndNanos)
{
    public bool IsError { get; init; }
    public string StatusMessage { get; init; } = "";

    /// <summary>The W3C trace state as it came; empty: none.</summary>
    public string TraceState { get; init; } = "";
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;
    public IReadOnlyList<CapturedSpanEvent> Events { get; init; } = [];

    /// <summary>Trace and span ids of what it is linked to.</summary>
    public IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; } = [];

    public bool IsRoot => ParentSpanId.Length == 0;

    public long DurationNanos => Math.Max(0, EndNanos - StartNanos);
}

/// <summary>An event within a span.</summary>
public sealed record CapturedSpanEvent(string Name, long TimeNanos)
{
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;
}
