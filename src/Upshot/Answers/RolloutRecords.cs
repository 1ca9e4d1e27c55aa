namespace Upshot.Answers;

/// <summary>What applications ask for: the stages in force.</summary>
/// <param name="Digest">Of the plan that the server has.</param>
public sealed record RolloutStages(string Digest, IReadOnlyDictionary<string, SignalStage> Signals);

/// <param name="Stage">off, canary or on.</param>
/// <param name="Share">Of a canary: the share of processes, 0 to 1.</param>
public sealed record SignalStage(string Stage, double Share);

/// <summary>A signal's stage, and where it comes from.</summary>
/// <param name="Planned">The plan's stage.</param>
/// <param name="ChangedAt">When it was set at run time; null: it is the plan's.</param>
public sealed record SignalRollout(string Signal, string Stage, double Share, string Planned, DateTimeOffset? ChangedAt);

/// <summary>What a signal costs, and what it would cost everywhere; per process and day, from the processes that send it.</summary>
/// <param name="Processes">Processes of the services that send it.</param>
/// <param name="Emitting">Of them send it.</param>
/// <param name="WhenOn">Of all processes seen, if all of them sent it.</param>
/// <param name="Values">By version of the signal: durations of spans, values of data points.</param>
public sealed record RolloutStatus(
    SignalRollout Rollout, DateTimeOffset From, DateTimeOffset To, int Processes, int Emitting, DailyCost? Signal, DailyCost? WhenOn, DailyCost? EmittingProcess, DailyCost? OtherProcess,
    IReadOnlyList<Evidence.SignalValues> Values, string Sentence)
{
    /// <summary>Of the values: ms, or the metric's.</summary>
    public string Unit { get; init; } = "ms";
}

/// <summary>A day's records and their estimated bytes before compression.</summary>
public sealed record DailyCost(double Events, double Bytes);
