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
    public ExponentialHistogram Latency { get; private init; } = new();

    public RollupRow Copy()
    {
        var latency = new ExponentialHistogram();
        latency.Merge(Latency);
        return new(Minute, Operation, Resource, Route, Kind) { Requests = Requests, Errors = Errors, SumNanos = SumNanos, Latency = latency };
    }
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
