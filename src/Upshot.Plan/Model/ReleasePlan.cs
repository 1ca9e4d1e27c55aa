namespace Upshot.Plan;

/// <summary>A release as an experiment: what the team expects it to do.</summary>
public sealed record ReleasePlan(string Version, SourceLocation Location)
{
    public string Owner { get; init; } = "";

    /// <summary>The version it is judged against; empty: the one that ran before.</summary>
    public string Baseline { get; init; } = "";

    /// <summary><c>service.name</c> whose <c>service.version</c> this is; empty: any service.</summary>
    public string Service { get; init; } = "";

    /// <summary>The feature flag that it stands behind; empty: none.</summary>
    public string Flag { get; init; } = "";

    /// <summary>Where the prediction comes from; empty: the plan.</summary>
    public string Source { get; init; } = "";

    /// <summary>The share of the requests it is meant to get beside its baseline; null: nobody says.</summary>
    public double? Share { get; init; }

    /// <summary>One sentence: because of what, which measure moves where.</summary>
    public string Hypothesis { get; init; } = "";
    public IReadOnlyList<ExpectedImpact> Expected { get; init; } = [];
    public IReadOnlyList<Guardrail> Guardrails { get; init; } = [];
}

/// <summary>The measures a release can be judged on.</summary>
public enum Measure
{
    LatencyP50,
    LatencyP90,
    LatencyP95,
    LatencyP99,
    LatencyMean,
    ErrorRatio,
    Throughput,

    /// <summary>An outcome of the plan; which one stands beside it.</summary>
    Outcome,
}

/// <summary>
/// An expected change of a measure of an operation: candidate / baseline − 1 between <see cref="Low"/> and
/// <see cref="High"/> (−0.3 is thirty per cent less).
/// </summary>
public sealed record ExpectedImpact(string Operation, Measure Measure, double Low, double High, SourceLocation Location)
{
    /// <summary>How sure the team is, 0..1.</summary>
    public double Confidence { get; init; } = 0.8;

    /// <summary>The outcome that is meant; empty: the measure says it.</summary>
    public string Outcome { get; init; } = "";
}

/// <summary>
/// What must not get worse by more than <see cref="Margin"/>: relative for latency and throughput, absolute (in
/// ratio points, 0.001 is 0.1 %) for the error ratio.
/// </summary>
public sealed record Guardrail(string Operation, Measure Measure, double Margin, SourceLocation Location)
{
    /// <summary>The outcome that is meant; empty: the measure says it.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The margin is a share of the operation's error budget, and no ratio points.</summary>
    public bool IsOfBudget { get; init; }
}
