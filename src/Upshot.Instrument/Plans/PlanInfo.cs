namespace Upshot.Instrument.Plans;

/// <summary>What generated instrumentation says about the plan that it was generated from.</summary>
/// <param name="Product">The plan's product.</param>
/// <param name="Digest">Digest of the plan's files.</param>
/// <param name="Source">Name of its source of spans and of its meter.</param>
internal sealed record PlanInfo(string Product, string Digest, string Source)
{
    /// <summary>Probability with which the plan keeps a trace.</summary>
    public double SamplingProbability { get; init; } = 1;

    /// <summary>Ids of the signals on critical journeys.</summary>
    public IReadOnlyList<string> Critical { get; init; } = [];
    public IReadOnlyList<SignalStage> Signals { get; init; } = [];

    /// <summary>Switches a signal on or off in this process.</summary>
    public Action<string, bool> Switch { get; init; } = static (_, _) => { };
}

/// <summary>How far a signal is rolled out by the plan: off, canary (in a share of the processes) or on.</summary>
internal sealed record SignalStage(string Signal, string Stage, double Share);
