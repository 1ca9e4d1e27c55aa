using Upshot.Decide.Budgets;
using Upshot.Decide.Silence;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Answers;

/// <summary>An objective's budget and its alerts, now.</summary>
internal static class StatusAnswer
{
    public const string Silent = "silent";

    /// <summary>What is usual is learnt from four weeks.</summary>
    private static readonly TimeSpan SilencePast = TimeSpan.FromDays(29);

    /// <summary>Of all at one moment.</summary>
    public static async Task<IReadOnlyList<ObjectiveStatus>> AllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, CancellationToken cancellation)
    {
        var now = asked.Now;
        if (objectives.Count == 0)
        {
            return [];
        }

        // The minute that is running counts too.
        var range = new TimeRange(Earlier(objectives.Min(o => FromOf(asked.Plan, o, now)), now - SilencePast), now.AddMinutes(1));
        IReadOnlyList<Objective> all = [.. objectives, .. objectives.Select(RequestsOf).OfType<Objective>().DistinctBy(o => o.Name)];
        var counted = await asked.AskAsync(new ObjectiveQuestion(all, range), cancellation);
        var series = counted.Select(c => (c.Objective, Series: new CountSeries(c.Minutes))).ToList();
        return [.. series.Take(objectives.Count).Select(c =>
        {
            var requests = RequestsOf(c.Objective) is { } every ? series.First(s => s.Objective.Name == every.Name).Series : c.Series;
            return Of(asked.Plan, c.Objective, c.Series, TrafficSilence.Of(requests, ExpectedADay(asked.Plan, c.Objective), now), now);
        })];
    }

    /// <summary>A latency objective has no event of a request that failed: whether requests come is asked of all of them.</summary>
    private static Objective? RequestsOf(Objective objective) =>
        objective.Latency is null ? null : objective with { Name = $"(requests of {objective.Operation} in {objective.Environment ?? "(any)"})", Latency = null };

    private static double? ExpectedADay(ProductPlan plan, Objective objective) => plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RequestsPerDay;

    public static async Task<ObjectiveStatus> OfAsync(AnswerService asked, Objective objective, CancellationToken cancellation) =>
        (await AllAsync(asked, [objective], cancellation))[0];

    private static ObjectiveStatus Of(ProductPlan plan, Objective objective, CountSeries series, TrafficSilence? silence, DateTimeOffset now)
    {
        var windows = BurnRateTable.For(plan.Alerts, BudgetPeriod.Of(objective.Window, now).Length);
        var budget = Budget.Of(objective, series, now);
        return new(
            objective.Name, objective.Operation, objective.Owner, objective.Reason, objective.Runbook, objective.Target, objective.Latency, WindowName(objective.Window),
            StateOf(budget, silence), budget.Count.Good, budget.Count.Total, budget.GoodRatio, budget.Allowed, budget.Consumed, budget.Current.Rate, budget.Exhaustion,
            [.. windows.Select(w => StateOf(BurnAlert.Of(w, objective, series, now, plan.Alerts.MinimumFailures)))],
            silence is null ? BudgetSentence.Of(budget) : $"{Capital(silence.Sentence(now))}. {BudgetSentence.Of(budget)}")
        { SilentSince = silence?.Since, UsualPerHour = silence?.UsualPerHour };
    }

    /// <summary>What is spent stays spent; whatever else was found, nothing is known of it now.</summary>
    private static string StateOf(Budget budget, TrafficSilence? silence) =>
        silence is not null && budget.State != BudgetState.Exhausted ? Silent : JsonNames.Of(budget.State);

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

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
