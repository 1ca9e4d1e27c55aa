using System.Text.Json.Serialization;

namespace Upshot.Evidence;

/// <summary>Good and total events of one objective in one minute (<see cref="Minute"/> is its start). A sum over these is a budget.</summary>
public readonly record struct MinuteCount(DateTimeOffset Minute, long Good, long Total)
{
    /// <summary>What sampling by senders leaves open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SamplingVariance Sampling { get; init; }
}

/// <summary>
/// What one process instance did in one block of time: the replicate, the unit of every comparison.
/// </summary>
/// <param name="Instance">What tells the process from others, or the service's name where it says nothing.</param>
/// <param name="Count">All requests, the failed ones too.</param>
/// <param name="Errors">Of them failed.</param>
/// <param name="SumNanos">Durations of the requests that succeeded, added: their number is that of <paramref name="Latency"/>, not <paramref name="Count"/>.</param>
/// <param name="Latency">Durations of the operation's entry spans that succeeded, in nanoseconds.</param>
public sealed record ReplicateEvidence(string Instance, DateTimeOffset Start, TimeSpan Length, long Count, long Errors, double SumNanos, ExponentialHistogram Latency)
{
    /// <summary>The kind of request: route and declared dimensions, in a fixed order; empty where requests are not told apart.</summary>
    public string Stratum { get; init; } = "";

    /// <summary>Of blocks of whole minutes: what sampling by senders leaves open of requests that succeeded and of those that failed.</summary>
    public SamplingVariance Sampling { get; init; }

    /// <summary>The same of <see cref="Latency"/>, bucket by bucket: Σ w (w − 1); null: all were kept.</summary>
    public ExponentialHistogram? LatencyVariance { get; init; }

    /// <summary>Σw²/Σw where requests came sampled: so many times fewer were observed than are counted. 1: all were kept.</summary>
    public double DesignEffect { get; init; } = 1;

    /// <summary>The same of the error ratio, whose errors may be kept more often.</summary>
    public double ErrorDesignEffect { get; init; } = 1;
}

/// <summary>One side of a comparison: a version of a service in an environment, with all its lives.</summary>
/// <param name="Replicates">In any order. A process that was silent in a block has no row for it.</param>
public sealed record ArmEvidence(string Version, IReadOnlyList<ReplicateEvidence> Replicates)
{
    /// <summary>What the instances were told apart by.</summary>
    public ProcessIdentity Identity { get; init; } = ProcessIdentity.ServiceInstance;

    /// <summary>What the version did at other times, in rows of any length: its own numbers are of that too, no comparison is.</summary>
    public IReadOnlyList<ReplicateEvidence> Rest { get; init; } = [];
}

/// <summary>A version seen in telemetry, or announced.</summary>
public sealed record VersionSeen(string Service, string Version, string Environment, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Requests);

/// <summary>A release that somebody announced with <c>upshot release start</c>.</summary>
public sealed record ReleaseRecord(string Version, string Commit, string Environment, DateTimeOffset StartedAt, string PlanDigest);
