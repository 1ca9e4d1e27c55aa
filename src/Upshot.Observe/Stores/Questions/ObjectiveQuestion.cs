using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Good and total events of objectives by minute; of all that are asked for at the same moment. Minutes that were counted under another
/// target, or before the objective was planned, are counted from the rollups' histograms, within their error.
/// </summary>
/// <param name="Limit">Of minutes, of all objectives; more are refused.</param>
public sealed record ObjectiveQuestion(IReadOnlyList<Objective> Objectives, TimeRange Range, int Limit = 10_000_000) : Question<IReadOnlyList<ObjectiveMinutes>>(Range, Limit)
{
    /// <summary>Null: every minute.</summary>
    public MinutesNeeded? Minutes { get; init; }
}

/// <summary>One for each objective of the question, in its order.</summary>
/// <param name="Minutes">Those that have an event, in order of time. A request that failed is none of a latency objective.</param>
public sealed record ObjectiveMinutes(Objective Objective, IReadOnlyList<MinuteCount> Minutes);
