using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>An objective that burns its budget too fast, at one severity.</summary>
/// <param name="Windows">Any of them is enough.</param>
public sealed record BurnRule(Objective Promise, string Severity, IReadOnlyList<AlertWindow> Windows, int MinimumFailures)
    : AlertRule($"{Promise.Name}/{Severity}", Severity, Promise.Name, Promise.Operation, Promise.Owner, Promise.Runbook)
{
    /// <summary>Of each objective in the order of the plan, pages before tickets.</summary>
    public static IReadOnlyList<BurnRule> Of(ProductPlan plan) => [.. plan.Objectives.SelectMany(o => Of(plan.AlertsOf(o), o))];

    public static IEnumerable<BurnRule> Of(AlertPolicy policy, Objective objective) => BurnRateTable.For(policy, BurnRateTable.Period(objective.Window))
        .GroupBy(w => w.Severity).OrderBy(g => Rank(g.Key)).Select(g => new BurnRule(objective, g.Key, [.. g], policy.MinimumFailures));

    /// <summary>Every window that rules look at, each once, the shortest first.</summary>
    public static IReadOnlyList<TimeSpan> WindowsOf(IEnumerable<BurnRule> rules) =>
        [.. rules.SelectMany(r => r.Windows).SelectMany(w => new[] { w.Long, w.Short }).Distinct().Order()];

    /// <summary>Judges it by counts over its windows.</summary>
    public AlertReading Read(Func<TimeSpan, EventCount> over, DateTimeOffset now)
    {
        var alerts = Alerts(over, now);
        var worst = alerts.FirstOrDefault(a => a.IsFiring) ?? alerts.MaxBy(a => a.Long.Rate / a.Factor) ?? alerts[0];
        return new(this, ConditionOf(alerts), worst.Long.Rate);
    }

    public IReadOnlyList<BurnAlert> Alerts(Func<TimeSpan, EventCount> over, DateTimeOffset now) => [.. Windows.Select(w => BurnAlert.Of(
        w, Promise,
        BurnRate.Of(TimeRange.Last(w.Long, now), over(w.Long), Promise.Target),
        BurnRate.Of(TimeRange.Last(w.Short, now), over(w.Short), Promise.Target), MinimumFailures))];

    private static AlertCondition ConditionOf(IReadOnlyList<BurnAlert> alerts) =>
        alerts.Any(a => a.IsFiring) ? AlertCondition.Holds
        : alerts.Any(a => a.State == AlertState.TooFewEvents) ? AlertCondition.Uncertain
        // It burnt until a while ago, and since then nothing came that could show it to be over: no traffic is not success.
        : alerts.Any(a => a.State != AlertState.Impossible && a.Long.Rate > a.Factor && a.Short.Rate is null) ? AlertCondition.Unknown
        : AlertCondition.Quiet;
}
