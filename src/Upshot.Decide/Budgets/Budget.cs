using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Budgets;

/// <summary>The error budget of an objective at a moment: sums over an exact window, never averages of ratios.</summary>
/// <param name="Count">All events of the period so far.</param>
/// <param name="Allowed">(1 − target) × total: how many of them might have failed; of a calendar period (1 − target) × <see cref="Expected"/>, where that is known.</param>
/// <param name="Consumed">Share of the budget that is spent; above 1 when it is overspent. Null without traffic.</param>
/// <param name="Current">The burn rate of the last while (an hour unless told otherwise).</param>
/// <param name="ChanceP">Where few failures are allowed: how likely at least so many are for a service that meets its objective (exact binomial).</param>
/// <param name="Exhaustion">When the budget is spent if traffic and failures go on as in <paramref name="Current"/>: zero when it is, null when it never will be.</param>
public sealed record Budget(Objective Objective, BudgetPeriod Period, EventCount Count, double Allowed, double? Consumed, double? ChanceP, BurnRate Current, TimeSpan? Exhaustion, BudgetState State)
{
    public static readonly TimeSpan CurrentWindow = TimeSpan.FromHours(1);

    /// <summary>How many events the whole calendar period is expected to have, those so far included; null: a rolling window, or nothing is known of it.</summary>
    public double? Expected { get; init; }

    /// <summary>What surrounds <see cref="Exhaustion"/>; null where that is null or zero.</summary>
    public Forecast? Forecast { get; init; }

    /// <summary>Between what the share of failed events lies (95 %), where senders sampled; null: all were kept, or there is no traffic.</summary>
    public SampledRatio? Sampled { get; init; }

    /// <summary>1 − <see cref="Consumed"/>; negative when overspent.</summary>
    public double? Remaining => 1 - Consumed;

    /// <summary>Share of good events; null without traffic.</summary>
    public double? GoodRatio => 1 - Count.BadRatio;

    /// <param name="eventsPerDay">What the team expects, where the time before says nothing.</param>
    public static Budget Of(Objective objective, CountSeries series, DateTimeOffset now, TimeSpan? current = null, double? eventsPerDay = null)
    {
        var period = BudgetPeriod.Of(objective.Window, now);
        var count = series.Sum(period.SoFar);
        var expected = ExpectedEvents.In(period, series, eventsPerDay);
        var allowed = BurnRate.Allowed(objective.Target) * (decimal)(expected ?? count.Total);
        var burn = BurnRate.Over(series, TimeRange.Last(current ?? CurrentWindow, now), objective.Target);
        var exhaustion = count.Total == 0 ? null : Budgets.Exhaustion.After(series, period, objective.Target, burn, expected);
        var consumed = count.Total == 0 ? null : (double?)(count.Bad / allowed);
        return new Budget(objective, period, count, (double)allowed, consumed, LowTraffic.ChanceP(count.Observed, objective.Target), burn, exhaustion, StateOf(count, exhaustion))
        {
            Expected = expected,
            Sampled = SampledRatio.Of(count),
            Forecast = exhaustion is { Ticks: > 0 } point ? Budgets.Forecast.Of(series, period, objective.Target, now, point, expected) : null,
        };
    }

    /// <summary>The share of the budget that was left at a moment; null without traffic.</summary>
    public static double? LeftAt(Objective objective, CountSeries series, DateTimeOffset at, double? eventsPerDay = null)
    {
        var period = BudgetPeriod.Of(objective.Window, at);
        var count = series.Sum(period.SoFar);
        return count.Total == 0 ? null : (double)(1 - (count.Bad / (BurnRate.Allowed(objective.Target) * (decimal)(ExpectedEvents.In(period, series, eventsPerDay) ?? count.Total))));
    }

    /// <summary>The share of the budget that a share of failed events spends.</summary>
    public double ConsumedBy(double badRatio) => badRatio * Count.Total / Allowed;

    private static BudgetState StateOf(EventCount count, TimeSpan? exhaustion) => exhaustion switch
    {
        _ when count.Total == 0 => BudgetState.NoTraffic,
        null => BudgetState.Met,
        { Ticks: 0 } => BudgetState.Exhausted,
        _ => BudgetState.Burning,
    };
}
