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
}

public sealed record EarlierOutcome(IReadOnlyList<OutcomeRow> Rows, long Requests);
