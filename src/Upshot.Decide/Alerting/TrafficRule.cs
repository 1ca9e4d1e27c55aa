using Upshot.Decide.Silence;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>An operation whose users are gone: no failure says so, for nothing comes. What silence is, <see cref="TrafficSilence"/> decides, as it does for budgets.</summary>
public sealed record TrafficRule(string Operation, string Owner, string Runbook, double? RequestsPerDay)
    : AlertRule($"{Operation}/no-traffic", Page, "", Operation, Owner, Runbook)
{
    /// <summary>Where something came within this time, nothing more need be known.</summary>
    public static readonly TimeSpan Recent = TrafficSilence.Shortest;

    /// <summary>Of each operation with an objective about errors: that one counts every request, as one about latency does not.</summary>
    public static IReadOnlyList<TrafficRule> Of(ProductPlan plan) => [.. plan.Operations
        .Select(o => (Operation: o, Promise: PromiseOf(plan, o.Name))).Where(o => o.Promise is not null)
        .Select(o => new TrafficRule(o.Operation.Name, o.Promise!.Owner, o.Promise.Runbook, o.Operation.RequestsPerDay))];

    /// <summary>The objective that counts every request of an operation; null: none does.</summary>
    public static Objective? PromiseOf(ProductPlan plan, string operation) => plan.Objectives.FirstOrDefault(p => p.Operation == operation && p.Kind == ObjectiveKind.Errors && p.Environment is null);

    /// <param name="silence">Null: requests come, or too few would have come by now to tell.</param>
    public AlertReading Read(TrafficSilence? silence) => new(this, silence is null ? AlertCondition.Quiet : AlertCondition.Holds, null);
}
