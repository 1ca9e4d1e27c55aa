namespace Upshot.Instrument.Plans;

/// <summary>What generated instrumentation says about the plan that it was generated from.</summary>
/// <param name="Product">The plan's product.</param>
/// <param name="Digest">Digest of the plan's files.</param>
/// <param name="Scope">Name of its source of spans, its meter, and the category of its events.</param>
internal sealed record PlanInfo(string Product, string Digest, string Scope)
{
    /// <summary>Probability with which the plan keeps a trace.</summary>
    public double SamplingProbability { get; init; } = 1;

    /// <summary>Ids or names of the spans on critical journeys.</summary>
    public IReadOnlyList<string> Critical { get; init; } = [];
    public IReadOnlyList<SignalStage> Signals { get; init; } = [];

    /// <summary>Names of metrics by the ids of their signals, where an id does not end with the name.</summary>
    public IReadOnlyDictionary<string, string> MetricNames { get; init; } = new Dictionary<string, string>();
}

/// <summary>How far a signal is rolled out: off, canary (in a share of the processes) or on.</summary>
internal sealed record SignalStage(string Signal, string Stage, double Share);
