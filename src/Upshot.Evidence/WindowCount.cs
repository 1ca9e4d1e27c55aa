namespace Upshot.Evidence;

/// <summary>Good and total events of an objective over the last while.</summary>
public readonly record struct WindowCount(TimeSpan Window, long Good, long Total)
{
    /// <summary>What sampling by senders leaves open.</summary>
    public SamplingVariance Sampling { get; init; }
}
