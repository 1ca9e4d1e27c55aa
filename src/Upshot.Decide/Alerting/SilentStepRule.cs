using Upshot.Decide.Journeys;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>A step of a journey that has stopped coming although the operation goes on and succeeds: it is skipped, or its telemetry is lost. What has stopped, <see cref="StepPresence"/> decides.</summary>
public sealed record SilentStepRule(string Journey, string Step, string Operation, string Owner, string Runbook) : AlertRule($"{Journey}/{Step}/silent", Ticket, "", Operation, Owner, Runbook)
{
    public static IReadOnlyList<SilentStepRule> Of(ProductPlan plan) => [.. plan.Journeys.SelectMany(journey =>
    {
        var owner = plan.Operations.FirstOrDefault(o => o.Name == journey.Operation)?.Owner ?? "";
        var promise = plan.Objectives.FirstOrDefault(o => o.Journey == journey) ?? TrafficRule.PromiseOf(plan, journey.Operation) ?? plan.Objectives.FirstOrDefault(o => o.Operation == journey.Operation);
        return journey.Steps.Select(s => new SilentStepRule(journey.Name, s.Name, journey.Operation, promise?.Owner ?? owner, promise?.Runbook ?? ""));
    })];

    public AlertReading Read(StepState state) => new(
        this, state switch { StepState.Silent => AlertCondition.Holds, StepState.Arriving => AlertCondition.Quiet, _ => AlertCondition.Unknown }, null);
}
