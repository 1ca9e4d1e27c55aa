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
    /// <summary>What is usual is learnt from four weeks.</summary>
    private static readonly TimeSpan SilencePast = TimeSpan.FromDays(29);

    /// <summary>How long before the present a silence is compared with the time before it by the minute.</summary>
    private static readonly TimeSpan SilenceCompared = TimeSpan.FromHours(26);

    /// <summary>Four weeks have forty thousand minutes.</summary>
    private const int MostInMinutes = 32;

    /// <summary>Of all at one moment.</summary>
    public static Task<IReadOnlyList<ObjectiveStatus>> AllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, CancellationToken cancellation) => AllAsync(asked, objectives, asked.Now, cancellation);

    /// <summary>Of one environment, and of another time than the objectives' own windows; null: as they say.</summary>
    /// <exception cref="QuestionException">There is no such time.</exception>
    public static Task<IReadOnlyList<ObjectiveStatus>> OfPartAsync(AnswerService asked, string? environment, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var end = until ?? asked.Now;
        if (since >= end)
        {
            throw new UnreadableException($"There is no time between since {since:u} and until {end:u}.");
        }

        return AllAsync(asked, Asked(asked.Plan, environment, since, end), end, cancellation);
    }

    /// <summary>Objectives of one environment and another time than their own windows.</summary>
    internal static IReadOnlyList<Objective> Asked(ProductPlan plan, string? environment, DateTimeOffset? since, DateTimeOffset end) =>
        [.. plan.Objectives.Where(o => environment is null || o.Environment is null || o.Environment == environment).Select(o => o with
        {
            Environment = environment ?? o.Environment,
            Window = since is { } from ? new BudgetWindow { Length = end - from } : o.Window,
        })];

    private static async Task<IReadOnlyList<ObjectiveStatus>> AllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, DateTimeOffset now, CancellationToken cancellation)
    {
        if (objectives.Count == 0)
        {
            return [];
        }

        // The minute that is running counts too.
        var range = new TimeRange(objectives.Min(o => FromOf(asked.Plan, o, now)), now.AddMinutes(1));
        var counted = new Dictionary<string, ObjectiveMinutes>(StringComparer.Ordinal);
        foreach (var alike in objectives.GroupBy(o => o.Kind == ObjectiveKind.Throughput))
        {
            // What a minute served decides of a throughput; of all others sums between edges are enough.
            var question = new ObjectiveQuestion([.. alike], range) { Minutes = alike.Key ? null : new(now, [.. alike.SelectMany(o => EdgesOf(asked.Plan, o, now)).Distinct()]) };
            foreach (var one in await asked.AskAsync(question, cancellation))
            {
                counted[one.Objective.Name] = one;
            }
        }

        var silences = await SilencesAsync(asked, objectives.GroupBy(TrafficOf).ToDictionary(g => g.Key, g => ExpectedADay(asked.Plan, g.First())), now, cancellation);
        return [.. objectives.Select(o => Of(asked.Plan, EventsOf(counted[o.Name], range, now), silences.GetValueOrDefault(TrafficOf(o)), now))];
    }

    /// <summary>
    /// Which of them are silent. A latency objective has no event of a request that failed: all of its operation's are asked for. Where requests seem to have stopped, every minute of four weeks says
    /// whether they do so again and again; of all others hours are enough. When many stop at once, it is no habit of theirs.
    /// </summary>
    /// <param name="operations">With what the plan expects of each in a day.</param>
    internal static async Task<IReadOnlyDictionary<OperationTraffic, TrafficSilence>> SilencesAsync(AnswerService asked, IReadOnlyDictionary<OperationTraffic, double?> operations, DateTimeOffset now, CancellationToken cancellation)
    {
        var past = new TimeRange(now - SilencePast, now.AddMinutes(1));
        var suspected = operations.Count == 0 ? [] : await AskAsync([.. operations.Keys], new(now - SilenceCompared, []), TrafficSilence.Suspected);
        return suspected.Count is 0 or > MostInMinutes ? suspected : await AskAsync([.. suspected.Keys], null, TrafficSilence.Of);

        async Task<Dictionary<OperationTraffic, TrafficSilence>> AskAsync(IReadOnlyList<OperationTraffic> named, MinutesNeeded? needed, Func<CountSeries, double?, DateTimeOffset, TrafficSilence?> judge)
        {
            var silences = named.Zip(await asked.AskAsync(new TrafficQuestion(named, past, needed), cancellation), (operation, minutes) => (Operation: operation, Silence: judge(new CountSeries(minutes), operations[operation], now)));
            return silences.Where(s => s.Silence is not null).ToDictionary(s => s.Operation, s => s.Silence!);
        }
    }

    private static OperationTraffic TrafficOf(Objective objective) => new(objective.Operation, objective.Environment);

    /// <summary>Where a sum that the budget or an alert needs may begin or end.</summary>
    private static IEnumerable<DateTimeOffset> EdgesOf(ProductPlan plan, Objective objective, DateTimeOffset now)
    {
        var period = BudgetPeriod.Of(objective.Window, now);
        return BurnRateTable.For(plan.AlertsOf(objective), period.Length).SelectMany(w => new[] { w.Long, w.Short }).Append(Budget.CurrentWindow).Select(w => now - w)
            .Append(period.SoFar.From).Append(period.SoFar.From - period.Length);
    }

    private static double? ExpectedADay(ProductPlan plan, Objective objective) => plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RequestsPerDay;

    public static async Task<ObjectiveStatus> OfAsync(AnswerService asked, Objective objective, CancellationToken cancellation) =>
        (await AllAsync(asked, [objective], cancellation))[0];

    /// <summary>What the budget counts: requests as they are counted, or minutes by what they served. The minute that is running served only some of its own.</summary>
    internal static ObjectiveMinutes EventsOf(ObjectiveMinutes counted, TimeRange range, DateTimeOffset now) => counted.Objective.Kind == ObjectiveKind.Throughput
        ? counted with { Minutes = [.. ThroughputMinutes.Of(counted.Objective, counted.Minutes, range with { To = now })] }
        : counted;

    private static ObjectiveStatus Of(ProductPlan plan, ObjectiveMinutes counted, TrafficSilence? silence, DateTimeOffset now)
    {
        var objective = counted.Objective;
        var policy = plan.AlertsOf(objective);
        var windows = BurnRateTable.For(policy, BudgetPeriod.Of(objective.Window, now).Length);
        var series = new CountSeries(counted.Minutes);
        var budget = Budget.Of(objective, series, now, eventsPerDay: ExpectedADay(plan, objective));
        return new(
            objective.Name, objective.Operation, objective.Owner, objective.Reason, objective.Runbook, objective.Target, objective.Latency, WindowName(objective.Window),
            ObjectiveStates.Of(budget, silence), budget.Count.Good, budget.Count.Total, budget.GoodRatio, budget.Allowed, budget.Consumed, budget.Current.Rate, budget.Exhaustion,
            [.. windows.Select(w => StateOf(BurnAlert.Of(w, objective, series, now, policy.MinimumFailures)))],
            silence is null ? BudgetSentence.Of(budget) : $"{Capital(silence.Sentence(now))}. {BudgetSentence.Of(budget)}")
        {
            Sampled = budget.Sampled is { } sampled ? new(1 - sampled.High, 1 - sampled.Low, budget.ConsumedBy(sampled.Low), budget.ConsumedBy(sampled.High)) : null,
            Forecast = budget.Forecast is { } f ? new(f.Middle, f.Low, f.High, f.Basis) : null,
            SilentSince = silence?.Since,
            UsualPerHour = silence?.UsualPerHour,
        };
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    /// <summary>The earliest minute that the budget or an alert looks at.</summary>
    private static DateTimeOffset FromOf(ProductPlan plan, Objective objective, DateTimeOffset now)
    {
        var period = BudgetPeriod.Of(objective.Window, now);
        var longest = BurnRateTable.For(plan.AlertsOf(objective), period.Length).Select(w => w.Long).Append(Budget.CurrentWindow).Max();

        // What a calendar period will have is reckoned from the one before it.
        return Earlier(period.End is null ? period.SoFar.From : period.SoFar.From - period.Length, now - longest);
    }

    private static AlertState StateOf(BurnAlert alert) =>
        new(alert.Window.Severity, alert.Window.Long, alert.Window.Short, alert.Factor, alert.Long.Rate, alert.Short.Rate, alert.IsFiring);

    private static string WindowName(BudgetWindow window) => window.Calendar ?? $"{window.Length.TotalDays:0.##}d";

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
