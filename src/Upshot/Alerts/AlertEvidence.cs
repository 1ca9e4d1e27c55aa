using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>What the store knows of an alert that begins to fire: since when, and why. Asked once an episode, not once a minute.</summary>
internal static class AlertEvidence
{
    private const int Traces = 20, UsualTraces = 40, MostSpans = 5000;
    private static readonly TimeSpan Before = TimeSpan.FromHours(1), LeastLook = TimeSpan.FromHours(6);

    public static async Task<FiredEpisode> OfAsync(AnswerService asked, AlertRule rule, AlertEpisode episode, DateTimeOffset now, CancellationToken cancellation)
    {
        var started = await StartOfAsync(asked, rule, episode, now, cancellation);
        // What is unusual while a budget burns is of the same incident as the burning.
        var burning = rule is BaselineRule unusual ? BurnRule.Of(asked.Plan).FirstOrDefault(r => r.Objective == unusual.Objective) : rule as BurnRule;
        var cause = Known(asked.Plan, rule) is { } known ? known : burning is { } burn ? await CauseOfAsync(asked, burn, new TimeRange(started, now.AddMinutes(1)), cancellation) : null;
        return new(episode, started, CauseKey.Of(asked.Plan, rule.Operation, cause), cause);
    }

    /// <summary>What is known where the store does not answer.</summary>
    public static FiredEpisode Without(ProductPlan plan, AlertRule rule, AlertEpisode episode)
    {
        var cause = Known(plan, rule);
        return new(episode, episode.Since, CauseKey.Of(plan, rule.Operation, cause), cause);
    }

    private static IncidentCause? Known(ProductPlan plan, AlertRule rule) => KnownCause.Of(rule, plan.Operations.FirstOrDefault(o => o.Name == rule.Operation)?.Entry.Service ?? rule.Operation);

    private static async Task<DateTimeOffset> StartOfAsync(AnswerService asked, AlertRule rule, AlertEpisode episode, DateTimeOffset now, CancellationToken cancellation)
    {
        if (rule is not BurnRule burn)
        {
            return episode.Since;
        }

        var longest = burn.Windows.Max(w => w.Long);
        var range = TimeRange.Last(longest + (longest / 2) is var look && look > LeastLook ? look : LeastLook, now.AddMinutes(1));
        var counted = await asked.AskAsync(new ObjectiveQuestion([burn.Promise], range), cancellation);
        return Onset.Of(new CountSeries(StatusAnswer.EventsOf(counted[0], range, range.To).Minutes), range) ?? episode.Since;
    }

    private static async Task<IncidentCause?> CauseOfAsync(AnswerService asked, BurnRule rule, TimeRange trouble, CancellationToken cancellation)
    {
        if (rule.Promise.Latency is not { } latency)
        {
            return FailureOrigin.OfErrors(await ReadAsync(asked, new TraceSearch(trouble, Traces) { Operation = rule.Operation, OnlyFailed = true }, cancellation));
        }

        var slow = await ReadAsync(asked, new TraceSearch(trouble, Traces) { Operation = rule.Operation, AtLeast = latency }, cancellation);
        var usual = slow.Count == 0 ? [] : await ReadAsync(asked, new TraceSearch(new TimeRange(trouble.From - Before, trouble.From), UsualTraces) { Operation = rule.Operation }, cancellation);
        return FailureOrigin.OfLatency([.. usual.Where(t => !t.Spans.Any(s => s.IsError))], slow, seed: 1);
    }

    private static async Task<IReadOnlyList<TraceEvidence>> ReadAsync(AnswerService asked, TraceSearch search, CancellationToken cancellation)
    {
        var traces = new List<TraceEvidence>();
        foreach (var found in await asked.AskAsync(search, cancellation))
        {
            if (await asked.AskAsync(new TraceQuestion(found.TraceId, MostSpans), cancellation) is { } trace)
            {
                traces.Add(trace);
            }
        }

        return traces;
    }
}
