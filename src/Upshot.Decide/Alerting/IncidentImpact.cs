using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>What an incident did to an objective, from counts of minutes.</summary>
/// <param name="From">The minute in which it began.</param>
/// <param name="To">The minute in which it was over; the end of the range where it goes on.</param>
/// <param name="BudgetSpent">Share of the budget that these failures are, over the period that ends with it; null without traffic.</param>
/// <param name="Designed">How soon the fastest alert fires at this share of failures; null: none does.</param>
public sealed record IncidentImpact(string Objective, string Operation, DateTimeOffset From, DateTimeOffset To, long Bad, long Total, double? BudgetSpent, TimeSpan? Designed)
{
    /// <param name="look">Where to look for the beginning and the end: from before the incident to when it was resolved, or to now.</param>
    public static IncidentImpact Of(Objective objective, CountSeries series, TimeRange look, AlertPolicy policy)
    {
        var from = Onset.Of(series, look) ?? look.From;
        var to = Onset.EndOf(series, new TimeRange(from, look.To));
        var count = series.Sum(new TimeRange(from, to));
        var period = series.Sum(BudgetPeriod.Of(objective.Window, to).SoFar);
        var allowed = (double)(BurnRate.Allowed(objective.Target) * period.Total);
        return new(objective.Name, objective.Operation, from, to, count.Bad, count.Total, allowed == 0 ? null : count.Bad / allowed, count.BadRatio is { } ratio ? DesignedFor(objective, policy, ratio) : null);
    }

    private static TimeSpan? DesignedFor(Objective objective, AlertPolicy policy, double ratio) => BurnRule.Of(policy, objective).SelectMany(r => r.Windows)
        .Select(w => BurnAlert.DetectionTime(w.Long, Plan.Alerts.BurnRateTable.Factor(w, Plan.Alerts.BurnRateTable.Period(objective.Window)), objective.Target, ratio)).Where(t => t is not null).Min();
}
