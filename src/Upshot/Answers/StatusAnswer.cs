using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Answers;

/// <summary>An objective's budget and its alerts, now.</summary>
internal static class StatusAnswer
{
    /// <summary>Of all at one moment.</summary>
    public static Task<IReadOnlyList<ObjectiveStatus>> AllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, CancellationToken cancellation) => AllAsync(asked, objectives, asked.Now, cancellation);

    /// <summary>Of one environment, and of another time than the objectives' own windows; null: as they say.</summary>
    /// <exception cref="QuestionException">There is no such time.</exception>
    public static Task<IReadOnlyList<ObjectiveStatus>> OfPartAsync(AnswerService asked, string? environment, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var end = until ?? asked.Now;
        if (since >= end)
        {
            throw new QuestionException($"There is no time between since {since:u} and until {end:u}.");
        }

        return AllAsync(
            asked,
            [.. asked.Plan.Objectives.Where(o => environment is null || o.Environment is null || o.Environment == environment).Select(o => o with
            {
                Environment = environment ?? o.Environment,
                Window = since is { } from ? new BudgetWindow { Length = end - from } : o.Window,
            })],
            end,
            cancellation);
    }

    private static async Task<IReadOnlyList<ObjectiveStatus>> AllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, DateTimeOffset now, CancellationToken cancellation)
    {
        if (objectives.Count == 0)
        {
            return [];
        }

        // The minute that is running counts too.
        var range = new TimeRange(objectives.Min(o => FromOf(asked.Plan, o, now)), now.AddMinutes(1));
        var counted = await asked.AskAsync(new ObjectiveQuestion(objectives, range), cancellation);
        return [.. counted.Select(c => Of(asked.Plan, c, now))];
    }

    public static async Task<ObjectiveStatus> OfAsync(AnswerService asked, Objective objective, CancellationToken cancellation) =>
        (await AllAsync(asked, [objective], cancellation))[0];

    private static ObjectiveStatus Of(ProductPlan plan, ObjectiveMinutes counted, DateTimeOffset now)
    {
        var objective = counted.Objective;
        var windows = BurnRateTable.For(plan.Alerts, BudgetPeriod.Of(objective.Window, now).Length);
        var series = new CountSeries(counted.Minutes);
        var budget = Budget.Of(objective, series, now);
        return new(
            objective.Name, objective.Operation, objective.Owner, objective.Reason, objective.Runbook, objective.Target, objective.Latency, WindowName(objective.Window),
            JsonNames.Of(budget.State), budget.Count.Good, budget.Count.Total, budget.GoodRatio, budget.Allowed, budget.Consumed, budget.Current.Rate, budget.Exhaustion,
            [.. windows.Select(w => StateOf(BurnAlert.Of(w, objective, series, now, plan.Alerts.MinimumFailures)))],
            BudgetSentence.Of(budget));
    }

    /// <summary>The earliest minute that the budget or an alert looks at.</summary>
    private static DateTimeOffset FromOf(ProductPlan plan, Objective objective, DateTimeOffset now)
    {
        var period = BudgetPeriod.Of(objective.Window, now);
        var longest = BurnRateTable.For(plan.Alerts, period.Length).Select(w => w.Long).Append(Budget.CurrentWindow).Max();
        return Earlier(period.SoFar.From, now - longest);
    }

    private static AlertState StateOf(BurnAlert alert) =>
        new(alert.Window.Severity, alert.Window.Long, alert.Window.Short, alert.Factor, alert.Long.Rate, alert.Short.Rate, alert.IsFiring);

    private static string WindowName(BudgetWindow window) => window.Calendar ?? $"{window.Length.TotalDays:0.##}d";

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
