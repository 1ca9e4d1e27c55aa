using Upshot.Decide;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What happened in one stretch of time.</summary>
/// <param name="Left">Share of the budget that was left at its end; null when it was not asked for, or without traffic.</param>
public sealed record Stretch(DateTimeOffset From, long Total, long Bad, double? BurnRate, double? Left);

/// <summary>How an objective's events came in, in equal stretches of time.</summary>
/// <param name="Span">The whole time shown.</param>
public sealed record ObjectiveHistory(TimeSpan Span, TimeSpan Step, IReadOnlyList<Stretch> Stretches)
{
    private const int Most = 60;

    public long Total => Stretches.Sum(s => s.Total);

    public long Bad => Stretches.Sum(s => s.Bad);

    /// <summary>The last hour by minute; where that is empty, the last day. One question for all of them.</summary>
    internal static async Task<IReadOnlyList<ObjectiveHistory>> RecentAsync(AnswerService asked, IReadOnlyList<Objective> objectives, CancellationToken cancellation)
    {
        var hours = await OfAllAsync(asked, objectives, TimeSpan.FromHours(1), cancellation);
        var quiet = Enumerable.Range(0, objectives.Count).Where(i => hours[i].Total == 0).ToList();
        var days = quiet.Count > 0 ? await OfAllAsync(asked, [.. quiet.Select(i => objectives[i])], TimeSpan.FromDays(1), cancellation) : [];
        return [.. hours.Select((hour, i) => hour.Total > 0 ? hour : days[quiet.IndexOf(i)])];
    }

    /// <summary>Also what was left of the budget over time; that needs the counts of a whole window more.</summary>
    internal static async Task<ObjectiveHistory> WithBudgetAsync(AnswerService asked, Objective objective, TimeSpan span, CancellationToken cancellation)
    {
        var now = asked.Now;
        var stretches = Ranges(now, span);
        DateTimeOffset[] edges = [stretches[0].From, .. stretches.SelectMany(r => Edges(objective, r, now))];
        var counted = new TimeRange(edges.Min(), now.AddMinutes(1));
        var question = new ObjectiveQuestion([objective], counted) { Minutes = objective.Kind == ObjectiveKind.Throughput ? null : new(now, edges) };
        var series = new CountSeries(StatusAnswer.EventsOf((await asked.AskAsync(question, cancellation))[0], counted, now).Minutes);
        var perDay = asked.Plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RequestsPerDay;
        return new(span, StepOf(span), [.. stretches.Select(r => Of(objective, series, r) with { Left = Budget.LeftAt(objective, series, Earlier(r.To, now), perDay) })]);
    }

    private static async Task<IReadOnlyList<ObjectiveHistory>> OfAllAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeSpan span, CancellationToken cancellation)
    {
        var now = asked.Now;
        var stretches = Ranges(now, span);
        var counted = new TimeRange(stretches[0].From, now.AddMinutes(1));
        var answer = await asked.AskAsync(new ObjectiveQuestion(objectives, counted), cancellation);
        return [.. answer.Select(one =>
        {
            var series = new CountSeries(StatusAnswer.EventsOf(one, counted, now).Minutes);
            return new ObjectiveHistory(span, StepOf(span), [.. stretches.Select(r => Of(one.Objective, series, r))]);
        })];
    }

    private static Stretch Of(Objective objective, CountSeries series, TimeRange range)
    {
        var burn = BurnRate.Over(series, range, objective.Target);
        return new(range.From, burn.Count.Total, burn.Count.Bad, burn.Rate, null);
    }

    private static List<TimeRange> Ranges(DateTimeOffset now, TimeSpan span)
    {
        var step = StepOf(span);
        var last = TimeSteps.Floor(now, step);
        var ranges = new List<TimeRange>();
        for (var at = last + step - span; at <= last; at += step)
        {
            ranges.Add(new(at, at + step));
        }

        return ranges;
    }

    /// <summary>Where a sum begins or ends that a stretch and the budget at its end need.</summary>
    private static IEnumerable<DateTimeOffset> Edges(Objective objective, TimeRange stretch, DateTimeOffset now)
    {
        var end = Earlier(stretch.To, now);
        var period = BudgetPeriod.Of(objective.Window, end);
        DateTimeOffset[] edges = [end, period.SoFar.From];
        return period.End is null ? edges : edges.Append(period.SoFar.From - period.Length);
    }

    private static TimeSpan StepOf(TimeSpan span) => TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(span.TotalMinutes / Most)));

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
