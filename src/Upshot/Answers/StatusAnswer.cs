using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Answers;

/// <summary>An objective's budget and its alerts, now.</summary>
internal static class StatusAnswer
{
    public static ObjectiveStatus Of(AnswerService asked, Objective objective)
    {
        var now = asked.Now;
        var period = BudgetPeriod.Of(objective.Window, now);
        var windows = BurnRateTable.For(asked.Plan.Alerts, period.Length);
        var longest = windows.Select(w => w.Long).Append(Budget.CurrentWindow).Max();
        var from = Earlier(period.SoFar.From, now - longest);

        // The minute that is running counts too.
        var series = new CountSeries(asked.Queries.Counts(objective, new TimeRange(from, now.AddMinutes(1))));
        var budget = Budget.Of(objective, series, now);
        return new(
            objective.Name, objective.Operation, objective.Owner, objective.Reason, objective.Runbook, objective.Target, objective.Latency, WindowName(objective.Window),
            JsonNames.Of(budget.State), budget.Count.Good, budget.Count.Total, budget.GoodRatio, budget.Allowed, budget.Consumed, budget.Current.Rate, budget.Exhaustion,
            [.. windows.Select(w => StateOf(BurnAlert.Of(w, objective, series, now, asked.Plan.Alerts.MinimumFailures)))],
            BudgetSentence.Of(budget));
    }

    private static AlertState StateOf(BurnAlert alert) =>
        new(alert.Window.Severity, alert.Window.Long, alert.Window.Short, alert.Factor, alert.Long.Rate, alert.Short.Rate, alert.IsFiring);

    private static string WindowName(BudgetWindow window) => window.Calendar ?? $"{window.Length.TotalDays:0.##}d";

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
