using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>What the plan's alerts would have done on stored history, beside what they did.</summary>
internal static class ReplayAnswer
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400), Weeks = TimeSpan.FromDays(28), Same = TimeSpan.FromMinutes(10);

    public static async Task<ReplayShown> OfAsync(AnswerService asked, TimeSpan since, CancellationToken cancellation)
    {
        if (since <= TimeSpan.Zero || since > Longest)
        {
            throw new UnusableException($"A replay goes back at least a minute and at most {Longest.TotalDays:0} days.");
        }

        var end = PastEvents.End(asked);
        var range = new TimeRange(end - since, end);
        var rules = BurnRule.Of(asked.Plan);
        if (rules.Count == 0)
        {
            return new(range.From, range.To, [], []);
        }

        var series = await PastEvents.OfAsync(asked, rules, range, cancellation);
        var unusual = new List<(BaselineRule, SignalPast)>();
        foreach (var rule in BaselineRule.Of(asked.Plan))
        {
            unusual.Add((rule, await BaselineWatch.PastAsync(asked, rule, SignalPast.EndAt(range.To), cancellation, (int)(range.Length / SignalPast.Step))));
        }

        var would = Replay.Run(rules, series, await TrafficAsync(asked, range, cancellation), unusual, asked.State.Alerts.Silences(), range);
        var stopped = TrafficRule.Of(asked.Plan).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var did = asked.State.Alerts.Episodes(range.From, range.To).Where(e => e.FiredAt >= range.From).ToList();
        return new(
            range.From, range.To,
            [.. would.Select(e => new ReplayedEpisode(e.Alert, e.Severity, e.FiredAt!.Value, e.ResolvedAt, e.Silence.Length > 0, did.FirstOrDefault(d => d.Alert == e.Alert && (d.FiredAt!.Value - e.FiredAt.Value).Duration() <= Same)?.Id ?? ""))],
            [.. did.Where(d => (d.Objective.Length > 0 || stopped.Contains(d.Alert)) && !would.Any(e => e.Alert == d.Alert && (d.FiredAt!.Value - e.FiredAt!.Value).Duration() <= Same)).OrderBy(d => d.FiredAt).Select(EpisodeShown.Of)]);
    }

    // What is usual at an hour of the week is known from the weeks before.
    private static async Task<IReadOnlyList<(TrafficRule, CountSeries)>> TrafficAsync(AnswerService asked, TimeRange range, CancellationToken cancellation)
    {
        var rules = TrafficRule.Of(asked.Plan).Select(r => (Rule: r, Promise: TrafficRule.PromiseOf(asked.Plan, r.Operation)!)).ToList();
        if (rules.Count == 0)
        {
            return [];
        }

        var looked = new TimeRange(range.From - Weeks, range.To);
        var counted = (await asked.AskAsync(new ObjectiveQuestion([.. rules.Select(r => r.Promise).DistinctBy(p => p.Name)], looked), cancellation)).ToDictionary(c => c.Objective.Name, c => new CountSeries(StatusAnswer.EventsOf(c, looked, looked.To).Minutes), StringComparer.Ordinal);
        return [.. rules.Select(r => (r.Rule, counted[r.Promise.Name]))];
    }
}

/// <param name="Would">What would have fired, in order of time.</param>
/// <param name="OnlyDid">What fired then and would not now: another plan, or data that came late.</param>
public sealed record ReplayShown(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ReplayedEpisode> Would, IReadOnlyList<EpisodeShown> OnlyDid);

/// <param name="Did">The episode that fired then, within ten minutes; empty: none did.</param>
public sealed record ReplayedEpisode(string Alert, string Severity, DateTimeOffset FiredAt, DateTimeOffset? ResolvedAt, bool IsSilenced, string Did);
