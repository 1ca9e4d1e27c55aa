using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Rollup;

/// <summary>One row of the rollups: what one instance of one version did in one minute on one route.</summary>
internal sealed class RollupRow(long minute, string operation, ResourceInfo resource, string route, byte kind)
{
    /// <summary>Start of the minute, Unix nanoseconds.</summary>
    public long Minute { get; } = minute;

    /// <summary>Empty: no operation of the plan.</summary>
    public string Operation { get; } = operation;

    public ResourceInfo Resource { get; } = resource;

    public string Route { get; } = route;

    public byte Kind { get; } = kind;

    public long Requests { get; set; }

    public long Errors { get; set; }

    /// <summary>Of requests that succeeded.</summary>
    public long SumNanos { get; set; }

    /// <summary>Of requests that succeeded.</summary>
    public ExponentialHistogram Latency { get; init; } = new();

    /// <summary>What sampling by senders leaves open of the requests that succeeded and of those that failed.</summary>
    public SamplingVariance Sampling { get; set; }

    /// <summary>The same of <see cref="Latency"/>, bucket by bucket: Σ w (w − 1); null: all were kept.</summary>
    public ExponentialHistogram? LatencyVariance { get; set; }

    public void AddVariance(long durationNanos, long weight) => (LatencyVariance ??= new()).Add(durationNanos, weight * (weight - 1));

    /// <summary>Adds what another row of the same place has.</summary>
    public void Add(RollupRow other)
    {
        (Requests, Errors, SumNanos, Sampling) = (Requests + other.Requests, Errors + other.Errors, SumNanos + other.SumNanos, Sampling + other.Sampling);
        Latency.Merge(other.Latency);
        if (other.LatencyVariance is { } variance)
        {
            (LatencyVariance ??= new()).Merge(variance);
        }
    }

    /// <summary>Takes out again what another row has: what is left may be less than nothing, and a sum over rows is right.</summary>
    public void Subtract(RollupRow other)
    {
        (Requests, Errors, SumNanos, Sampling) = (Requests - other.Requests, Errors - other.Errors, SumNanos - other.SumNanos, Sampling - other.Sampling);
        Latency.Subtract(other.Latency);
        if (other.LatencyVariance is { } variance)
        {
            (LatencyVariance ??= new()).Subtract(variance);
        }
    }

    public RollupRow Copy() => new(Minute, Operation, Resource, Route, Kind)
    {
        Requests = Requests,
        Errors = Errors,
        SumNanos = SumNanos,
        Sampling = Sampling,
        Latency = ExponentialHistogram.Sum([Latency]),
        LatencyVariance = LatencyVariance is null ? null : ExponentialHistogram.Sum([LatencyVariance]),
    };
}

/// <summary>Good and total events of one objective, counted by its exact definition.</summary>
internal sealed class ObjectiveRow(long minute, ObjectiveCounter objective, string version, string environment)
{
    public long Minute { get; } = minute;

    public ObjectiveCounter Objective { get; } = objective;

    public string Version { get; } = version;

    public string Environment { get; } = environment;

    public long Good { get; set; }

    public long Total { get; set; }

    /// <summary>What sampling by senders leaves open of them.</summary>
    public SamplingVariance Sampling { get; set; }

    public ObjectiveRow Copy() => new(Minute, Objective, Version, Environment) { Good = Good, Total = Total, Sampling = Sampling };
}
