namespace Upshot.Evidence;

/// <summary>One span as the analysis sees it. Times are Unix nanoseconds.</summary>
/// <param name="SpanId">Lower-case hex (or whatever id the source used); unique inside its trace.</param>
/// <param name="ParentSpanId">Empty for a root.</param>
/// <param name="Kind">internal, server, client, producer, consumer, unspecified.</param>
public sealed record SpanEvidence(string SpanId, string ParentSpanId, string Service, string Name, string Kind, long StartNanos, long DurationNanos, bool IsError)
{
    public long EndNanos => StartNanos + DurationNanos;

    /// <summary><c>service.version</c> and <c>service.instance.id</c> of the process; empty: not known.</summary>
    public string Version { get; init; } = "";
    public string Instance { get; init; } = "";

    /// <summary>Attributes that say more about the step (route, statement, flag variant …); may be empty.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = EmptyAttributes;
    private static readonly Dictionary<string, string> EmptyAttributes = [];
}

/// <summary>One trace. The spans are in no special order and may be incomplete.</summary>
/// <param name="Weight">How many traces this one stands for (adjusted count of sampling); 1 without sampling.</param>
public sealed record TraceEvidence(string TraceId, IReadOnlyList<SpanEvidence> Spans, double Weight = 1);
