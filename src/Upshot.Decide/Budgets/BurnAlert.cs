using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.Budgets;

public enum AlertState
{
    Quiet,
    Firing,

    /// <summary>Both windows burn, but on so few events that chance explains it, or with fewer failures than the policy asks for.</summary>
    TooFewEvents,

    /// <summary>Nothing was seen in the long window.</summary>
    NoTraffic,

    /// <summary>The factor is above the largest burn there can be, 1 / (1 − target).</summary>
    Impossible,
}

/// <summary>A multi-window, multi-burn-rate alert at a moment.</summary>
/// <param name="Factor">Budget share × period / long window: what the burn rate of both windows must exceed.</param>
/// <param name="ChanceP">Where there are few events: how likely so many failures are for a service that meets its objective (exact binomial).</param>
/// <remarks>Source: Google, "The Site Reliability Workbook" (2018), chapter 5, "Alerting on SLOs", approach 6.</remarks>
public sealed record BurnAlert(AlertWindow Window, double Factor, BurnRate Long, BurnRate Short, double? ChanceP, AlertState State)
{
    public bool IsFiring => State == AlertState.Firing;

    /// <summary>
    /// How long a constant share <paramref name="badRatio"/> of failures goes on before the long window burns: long × factor × (1 − target) / e.
    /// Null when it never does.
    /// </summary>
    public static TimeSpan? DetectionTime(TimeSpan longWindow, double factor, double target, double badRatio)
    {
        var threshold = factor * (double)BurnRate.Allowed(target);
        return badRatio > threshold ? longWindow * (threshold / badRatio) : null;
    }

    public static BurnAlert Of(AlertWindow window, Objective objective, CountSeries series, DateTimeOffset now, int minimumFailures = 1) => Of(
        window, objective, BurnRate.Over(series, TimeRange.Last(window.Long, now), objective.Target), BurnRate.Over(series, TimeRange.Last(window.Short, now), objective.Target), minimumFailures);

    public static BurnAlert Of(AlertWindow window, Objective objective, BurnRate longBurn, BurnRate shortBurn, int minimumFailures)
    {
        var factor = BurnRateTable.Factor(window, BurnRateTable.Period(objective.Window));
        var allowed = (double)BurnRate.Allowed(objective.Target);
        // What chance does, and how few failures are enough, goes by what was observed, not by what it stands for.
        var observed = longBurn.Count.Observed;
        var chance = LowTraffic.ChanceP(observed, objective.Target, factor);
        return new BurnAlert(window, factor, longBurn, shortBurn, chance, StateOf());

        AlertState StateOf() => factor * allowed >= 1 ? AlertState.Impossible
            : longBurn.Rate is null ? AlertState.NoTraffic
            : !(longBurn.Rate > factor && shortBurn.Rate > factor) ? AlertState.Quiet
            : observed.Bad < minimumFailures || chance > LowTraffic.Chance ? AlertState.TooFewEvents
            : AlertState.Firing;
    }
}
