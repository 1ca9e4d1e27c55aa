namespace Upshot.Evidence;

public enum EmittedMetricKind
{
    None,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}

public enum EmittedTemporality
{
    Unspecified,
    Delta,
    Cumulative,
}

/// <summary>A metric in one export, with its data points.</summary>
public sealed record EmittedMetric(EmissionOrigin Origin, string Name, string Unit, EmittedMetricKind Kind)
{
    public EmittedTemporality Temporality { get; init; }
    public bool IsMonotonic { get; init; }
    public IReadOnlyList<EmittedPoint> Points { get; init; } = [];

    /// <summary>What the plan calls it: counter, updowncounter, gauge, histogram; empty for a kind that no plan declares.</summary>
    public string Instrument => Kind switch
    {
        EmittedMetricKind.Sum => IsMonotonic ? "counter" : "updowncounter",
        EmittedMetricKind.Gauge => "gauge",
        EmittedMetricKind.Histogram or EmittedMetricKind.ExponentialHistogram => "histogram",
        _ => "",
    };
}

/// <summary>One data point. Times are Unix nanoseconds.</summary>
public sealed record EmittedPoint(long StartNanos, long TimeNanos)
{
    public IReadOnlyDictionary<string, EmittedValue> Attributes { get; init; } = EmittedValue.None;

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
    public IReadOnlyList<EmittedExemplar> Exemplars { get; init; } = [];
}

/// <summary>A measurement with the span in which it was made; ids are empty when it was made in none.</summary>
public sealed record EmittedExemplar(string TraceId, string SpanId, double Value)
{
    public IReadOnlyDictionary<string, EmittedValue> Attributes { get; init; } = EmittedValue.None;
}
