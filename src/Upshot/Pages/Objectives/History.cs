using Upshot.Answers;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Pages.Objectives;

/// <summary>What happened in one stretch of time.</summary>
/// <param name="Left">Share of the budget that was left at its end; null when it was not asked for, or without traffic.</param>
public sealed record Stretch(DateTimeOffset From, long Total, long Bad, double? BurnRate, double? Left);

/// <summary>How an objective's events came in, in equal stretches of time.</summary>
/// <param name="Span">The whole time shown.</param>
public sealed record History(TimeSpan Span, TimeSpan Step, IReadOnlyList<Stretch> Stretches)
{
    private const int Most = 60;

    public long Total => Stretches.Sum(s => s.Total);

    public long Bad => Stretches.Sum(s => s.Bad);

    /// <summary>Of each objective the last hour by minute; where that is empty, the last day. One question for all of them.</summary>
    internal static async Task<IReadOnlyList<History>> RecentAsync(AnswerService asked, IReadOnlyList<Objective> objectives, CancellationToken cancellation)
    {
        if (objectives.Count == 0)
        {
            return [];
        }

        var (hour, day) = (TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        var counted = new TimeRange(FirstOf(asked, day), asked.Now.AddMinutes(1));
        return [.. (await asked.AskAsync(new ObjectiveQuestion(objectives, counted), cancellation)).Select(minutes =>
        {
            var series = new CountSeries(StatusAnswer.EventsOf(minutes, counted, asked.Now).Minutes);
            return Of(asked, minutes.Objective, hour, false, series) is { Total: > 0 } recent ? recent : Of(asked, minutes.Objective, day, false, series);
        })];
    }

    /// <param name="withBudget">Also what was left of the budget over time; that needs the counts of a whole window more.</param>
    internal static async Task<History> OfAsync(AnswerService asked, Objective objective, TimeSpan span, bool withBudget, CancellationToken cancellation)
    {
        var first = FirstOf(asked, span);
        var period = BudgetPeriod.Of(objective.Window, first);
        var from = !withBudget ? first : period.End is null ? period.SoFar.From : period.SoFar.From - period.Length;
        var counted = new TimeRange(from, asked.Now.AddMinutes(1));
        return Of(asked, objective, span, withBudget, new CountSeries(StatusAnswer.EventsOf((await asked.AskAsync(new ObjectiveQuestion([objective], counted), cancellation))[0], counted, asked.Now).Minutes));
    }

    private static History Of(AnswerService asked, Objective objective, TimeSpan span, bool withBudget, CountSeries series)
    {
        var (step, first) = (StepOf(span), FirstOf(asked, span));
        var perDay = asked.Plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RequestsPerDay;
        var stretches = new List<Stretch>();
        for (var at = first; at < first + span; at += step)
        {
            var range = new TimeRange(at, at + step);
            var burn = BurnRate.Over(series, range, objective.Target);
            stretches.Add(new(at, burn.Count.Total, burn.Count.Bad, burn.Rate, withBudget ? Budget.LeftAt(objective, series, Earlier(range.To, asked.Now), perDay) : null));
        }

        return new(span, step, stretches);
    }

    private static DateTimeOffset FirstOf(AnswerService asked, TimeSpan span) => Floor(asked.Now, StepOf(span)) + StepOf(span) - span;

    private static TimeSpan StepOf(TimeSpan span) => TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(span.TotalMinutes / Most)));

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
