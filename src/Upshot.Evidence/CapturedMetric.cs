namespace Upshot.Evidence;

public enum CapturedMetricKind
{
    None,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}

public enum CapturedTemporality
{
    Unspecified,
    Delta,
    Cumulative,
}

/// <summary>A metric in one export, with its data points.</summary>
public sealed record CapturedMetric(TelemetryOrigin Origin, string Name, string Unit, CapturedMetricKind Kind)
{
    public CapturedTemporality Temporality { get; init; }
    public bool IsMonotonic { get; init; }
    public IReadOnlyList<CapturedPoint> Points { get; init; } = [];

    /// <summary>What the plan calls it: counter, updowncounter, gauge, histogram; empty for a kind that no plan declares.</summary>
    public string Instrument => Kind switch
    {
        CapturedMetricKind.Sum => IsMonotonic ? "counter" : "updowncounter",
        CapturedMetricKind.Gauge => "gauge",
        CapturedMetricKind.Histogram or CapturedMetricKind.ExponentialHistogram => "histogram",
        _ => "",
    };
}

/// <summary>One data point. Times are Unix nanoseconds.</summary>
public sealed record CapturedPoint(long StartNanos, long TimeNanos)
{
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;

    /// <summary>Of a sum or gauge; null when the point has no value.</summary>
    public double? Value { get; init; }

    /// <summary>Of a histogram: how many measurements, and what they are together.</summary>
    public double Count { get; init; }
    public double? Sum { get; init; }
    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>Of a histogram with explicit buckets: counts, one more than bounds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];
    public IReadOnlyList<double> Bounds { get; init; } = [];
    public IReadOnlyList<CapturedExemplar> Exemplars { get; init; } = [];
}

/// <summary>A measurement with the span in which it was made; ids are empty when it was made in none.</summary>
public sealed record CapturedExemplar(string TraceId, string SpanId, double Value)
{
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;
}
