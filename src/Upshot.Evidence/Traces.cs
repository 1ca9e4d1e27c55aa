namespace Upshot.Evidence;

/// <summary>One span as the analysis sees it. Times are Unix nanoseconds.</summary>
/// <param name="SpanId">Lower-case hex (or whatever id the source used). Several spans of a trace may share one.</param>
/// <param name="ParentSpanId">Empty for a root.</param>
/// <param name="Kind">internal, server, client, producer, consumer, unspecified.</param>
public sealed record SpanEvidence(string SpanId, string ParentSpanId, string Service, string Name, string Kind, long StartNanos, long DurationNanos, bool IsError)
{
    /// <summary>Never before the start, and never beyond what can be written.</summary>
    public long EndNanos => DurationNanos <= 0 ? StartNanos : StartNanos > long.MaxValue - DurationNanos ? long.MaxValue : StartNanos + DurationNanos;

    /// <summary><c>service.version</c> and <c>service.instance.id</c> of the process; empty: not known.</summary>
    public string Version { get; init; } = "";
    public string Instance { get; init; } = "";

    /// <summary>Attributes that say more about the step (route, statement, flag variant …); may be empty.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = EmptyAttributes;
    private static readonly Dictionary<string, string> EmptyAttributes = [];
}

/// <summary>One trace. The spans are in no special order and may be incomplete.</summary>
/// <param name="Weight">How many traces this one stands for (adjusted count of sampling); 1 without sampling.</param>
public sealed record TraceEvidence(string TraceId, IReadOnlyList<SpanEvidence> Spans, double Weight = 1)
{
    /// <summary>All of the trace, where the spans here are only some of it; null: they are all.</summary>
    public TraceExtent? Whole { get; init; }
}

/// <summary>How large a trace is. Times are Unix nanoseconds.</summary>
public sealed record TraceExtent(int Spans, int FailedSpans, long StartNanos, long EndNanos)
{
    public static TraceExtent Of(IReadOnlyList<SpanEvidence> spans) =>
        new(spans.Count, spans.Count(s => s.IsError), spans.Min(s => s.StartNanos), spans.Max(s => s.EndNanos));
}
