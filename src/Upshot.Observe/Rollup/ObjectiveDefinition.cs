using Upshot.Plan;

namespace Upshot.Observe.Rollup;

/// <summary>What is counted of an objective, as rows of <c>objective_minutes</c> say it: counts under another definition are not mixed.</summary>
public static class ObjectiveDefinition
{
    public static string Of(Objective objective) =>
        objective.Journey is { } journey ? $"{objective.Operation}: {JourneyDefinition.Of(journey, objective.Step)}"
        : objective.Outcome is { } outcome ? $"{objective.Operation}: outcome {outcome.Name} of {outcome.Signal}, {outcome.Direction}"
        : objective.Latency is { } latency ? $"{objective.Operation}: latency <= {latency.Ticks * 100} ns"
        : objective.Success.Count == 0 ? $"{objective.Operation}: success"
        : $"{objective.Operation}: {string.Join(", ", objective.Success.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} = {c.Value}"))}";
}
