using Upshot.Observe.Policy;
using Upshot.Plan;

namespace Upshot.Observe.Rollup;

/// <summary>An objective as the rollups count it. <see cref="Definition"/> tells counts made under another target apart.</summary>
/// <param name="Success">What a good event carries; null: whatever did not fail is good.</param>
internal sealed record ObjectiveCounter(string Name, int Operation, string? Environment, long? LatencyNanos, OperationMatcher.Candidate? Success, string Definition)
{
    /// <summary>Those that an entry span decides as it comes; journeys are counted when their traces are whole, outcomes when they were sent.</summary>
    /// <param name="names">Names of other versions under which old code sends attributes; null: only those of the plan count.</param>
    public static IReadOnlyList<ObjectiveCounter> Of(ProductPlan plan, SelectorNames? names = null) =>
        [.. plan.Objectives.Where(o => !o.IsCountedLater).Select(o => new ObjectiveCounter(
            o.Name,
            plan.Operations.ToList().FindIndex(p => p.Name == o.Operation),
            o.Environment,
            o.Latency is { } latency ? latency.Ticks * 100 : null,
            o.Success.Count == 0 ? null : OperationMatcher.Candidate.Of(-1, new SpanSelector { Attributes = o.Success }, names ?? SelectorNames.None),
            ObjectiveDefinition.Of(o)))];

    /// <summary>Of what is counted from what is stored, after it came.</summary>
    public static ObjectiveCounter OfLater(Objective objective) => new(objective.Name, -1, objective.Environment, null, null, ObjectiveDefinition.Of(objective));
}
