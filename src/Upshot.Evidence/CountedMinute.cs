namespace Upshot.Evidence;

/// <summary>Events of a minute, and which of them were good, as one version in one environment had them.</summary>
public readonly record struct CountedMinute(DateTimeOffset Minute, string Version, string Environment, long Good, long Total)
{
    /// <summary>What sampling by senders leaves open.</summary>
    public SamplingVariance Sampling { get; init; }
}
