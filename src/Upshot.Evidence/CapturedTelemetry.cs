namespace Upshot.Evidence;

/// <summary>Everything that a run emitted, decoded from OTLP, in the order in which it came.</summary>
public sealed record CapturedTelemetry
{
    public IReadOnlyList<CapturedSpan> Spans { get; init; } = [];

    /// <summary>One for each metric of each export: a metric that is exported every second stands here once a second.</summary>
    public IReadOnlyList<CapturedMetric> Metrics { get; init; } = [];
    public IReadOnlyList<CapturedLog> Logs { get; init; } = [];

    /// <summary>Uncompressed protobuf bytes of requests, by what they carried.</summary>
    public long SpanBytes { get; init; }
    public long MetricBytes { get; init; }
    public long LogBytes { get; init; }
    public int Requests { get; init; }

    /// <summary>What was wrong with requests that could not be decoded.</summary>
    public IReadOnlyList<string> Malformed { get; init; } = [];

    /// <summary>Why requests were refused before anything of them was read, once for each request.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>More came than was kept: what is here is not everything.</summary>
    public bool IsCut { get; init; }

    public bool IsEmpty => Spans.Count == 0 && Metrics.Count == 0 && Logs.Count == 0;
}
