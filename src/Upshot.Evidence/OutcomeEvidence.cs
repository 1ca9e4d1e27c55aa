namespace Upshot.Evidence;

/// <summary>What one process contributed to an outcome.</summary>
/// <param name="Count">How often.</param>
/// <param name="Sum">The values added.</param>
public sealed record OutcomeRow(string Service, string Process, double Count, double Sum)
{
    /// <summary>What the same process answered of the operation that divides it; null: another answered it.</summary>
    public long? Requests { get; init; }
}

/// <summary>An outcome over the time in which two versions were compared, process by process.</summary>
/// <param name="BaselineRequests">Requests that it is divided by, of all processes.</param>
public sealed record OutcomeEvidence(IReadOnlyList<OutcomeRow> Baseline, IReadOnlyList<OutcomeRow> Candidate, long BaselineRequests, long CandidateRequests)
{
    /// <summary>Σw²/Σw of the requests, as <see cref="ReplicateEvidence.DesignEffect"/>.</summary>
    public double BaselineDesignEffect { get; init; } = 1;
    public double CandidateDesignEffect { get; init; } = 1;

    /// <summary>The same in windows of earlier releases: how processes of one version differ in it.</summary>
    public IReadOnlyList<EarlierOutcome> Earlier { get; init; } = [];

    /// <summary>Where one version ran after the other: then the processes are those of the two windows. Null: they ran side by side, or nothing is known.</summary>
    public OutcomePast? Past { get; init; }
}

/// <summary>An outcome at other times than the candidate's.</summary>
/// <param name="Before">The baseline's window.</param>
/// <param name="After">The candidate's window.</param>
/// <param name="Blocks">Before the candidate came; up to 28 days.</param>
public sealed record OutcomePast(TimeRange Before, TimeRange After, IReadOnlyList<OutcomeBlock> Blocks);

/// <summary>All processes together in a block of time.</summary>
/// <param name="Version">That answered the requests.</param>
/// <param name="Requests">That it is divided by.</param>
public sealed record OutcomeBlock(string Version, DateTimeOffset Start, TimeSpan Length, double Count, double Sum, long Requests);

public sealed record EarlierOutcome(IReadOnlyList<OutcomeRow> Rows, long Requests);
