using Upshot.Decide.Journeys;

namespace Upshot.Answers.Journeys;

/// <summary>A journey as it is travelled now.</summary>
/// <param name="State">That of its worst step.</param>
/// <param name="Runs">Requests of the last day that are counted.</param>
/// <param name="Whole">Those among them whose trace was whole; null: none was counted.</param>
public sealed record JourneyStatus(string Journey, string Operation, StepState State, long Runs, double? Whole, IReadOnlyList<StepStatus> Steps)
{
    /// <summary>When the first of its silent steps came last.</summary>
    public DateTimeOffset? SilentSince { get; init; }
}

/// <param name="Share">In how many of the requests that succeeded it came; of a silent one: before it stopped.</param>
/// <param name="Runs">Requests that succeeded: of a silent one those since then.</param>
public sealed record StepStatus(string Step, StepState State, DateTimeOffset? SilentSince, long Runs, double? Share, string Sentence);
