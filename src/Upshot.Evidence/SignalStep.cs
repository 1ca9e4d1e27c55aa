namespace Upshot.Evidence;

/// <summary>What came of a signal within a step of time.</summary>
/// <param name="Count">How often.</param>
/// <param name="Sum">The values added.</param>
public sealed record SignalStep(DateTimeOffset At, double Count, double Sum)
{
    /// <summary>Σ w (w − 1) of spans that stand for w because senders sampled: what that leaves open of <see cref="Count"/>.</summary>
    public double Variance { get; init; }
}
