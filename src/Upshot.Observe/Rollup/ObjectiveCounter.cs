using Upshot.Plan;

namespace Upshot.Observe.Rollup;

/// <summary>An objective as the rollups count it. <see cref="Definition"/> tells counts made under another target apart.</summary>
internal sealed record ObjectiveCounter(string Name, int Operation, string? Environment, long? LatencyNanos, string Definition)
{
    public static IReadOnlyList<ObjectiveCounter> Of(ProductPlan plan) =>
        [.. plan.Objectives.Select(o => new ObjectiveCounter(
            o.Name,
            plan.Operations.ToList().FindIndex(p => p.Name == o.Operation),
            o.Environment,
            o.Latency is { } latency ? latency.Ticks * 100 : null,
            DefinitionOf(o)))];

    public static string DefinitionOf(Objective objective) =>
        objective.Latency is { } latency ? $"{objective.Operation}: latency <= {latency.Ticks * 100} ns" : $"{objective.Operation}: success";
}
