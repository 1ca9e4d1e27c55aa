using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>A signal that is not as it is at that hour of the week. Alone it is pending and tells nobody; it pages while the objective's budget burns too.</summary>
public sealed record BaselineRule(AlertBaseline Baseline, Signal Signal, Objective Promise)
    : AlertRule($"{Baseline.Name}/unusual", Page, Promise.Name, Promise.Operation, Promise.Owner, Promise.Runbook)
{
    /// <summary>Faster than the budget allows, in both: evidence that users feel it, long before a page of the burn rate alone.</summary>
    public static readonly TimeSpan LongWindow = TimeSpan.FromHours(1), ShortWindow = TimeSpan.FromMinutes(5);

    public bool IsCount => Baseline.Measure == OutcomeMeasure.Count;

    public override bool EndsWithoutEvidence => true;

    /// <summary>Of each baseline whose signal and objective the plan has.</summary>
    public static IReadOnlyList<BaselineRule> Of(ProductPlan plan) =>
    [
        .. from baseline in plan.Alerts.Baselines
           let signal = plan.Signals.Concat(plan.Imported).FirstOrDefault(s => s.Id == baseline.Signal) ?? plan.Signals.Concat(plan.Imported).FirstOrDefault(s => s.Name == baseline.Signal)
           let promise = plan.Objectives.FirstOrDefault(o => o.Name == baseline.Objective)
           where signal is not null && promise is not null
           select new BaselineRule(baseline, signal, promise)
    ];

    /// <summary>The burning that it needs beside the signal, as a rule of its own.</summary>
    public BurnRule Burning => new(Promise, Page, [new(Page, (double)LongWindow.Ticks / BurnRateTable.Period(Promise.Window).Ticks, LongWindow, ShortWindow, null)], 1);

    /// <param name="unusual">Null: it is as usual.</param>
    public AlertReading Read(UnusualSignal? unusual, Func<TimeSpan, EventCount> over, DateTimeOffset now)
    {
        var longBurn = BurnRate.Of(TimeRange.Last(LongWindow, now), over(LongWindow), Promise.Target);
        var shortBurn = BurnRate.Of(TimeRange.Last(ShortWindow, now), over(ShortWindow), Promise.Target);
        var burns = longBurn.Rate > 1 && shortBurn.Rate > 1 && !(LowTraffic.ChanceP(longBurn.Count, Promise.Target, 1) > LowTraffic.Chance);
        return new(this, unusual is null ? AlertCondition.Quiet : burns ? AlertCondition.Holds : AlertCondition.Uncertain, longBurn.Rate) { Evidence = unusual?.Sentence(Signal.Name) ?? "" };
    }
}
