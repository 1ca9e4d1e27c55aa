using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State.Alerts;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>What is known of alerts now, and what people do to them.</summary>
internal sealed class AlertAnswers(AnswerService asked, AlertEngine engine, Delivery delivery, NotificationBuilder notifications)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7), LongestSilence = TimeSpan.FromDays(366);
    private const int MostText = 2000;

    private AlertRecords Records => asked.State.Alerts;

    public AlertsShown Shown()
    {
        var (now, waiting) = (asked.Now, Records.Waiting());
        return new(
            now, engine.LastEvaluation,
            [.. Records.OpenEpisodes().OrderBy(e => AlertRule.Rank(e.Severity)).ThenBy(e => e.Since).Select(EpisodeShown.Of)],
            [.. Records.Episodes(now - Recent, now.AddMinutes(1), 200).Where(e => !e.IsOpen).Select(EpisodeShown.Of)],
            [.. Records.Silences().Where(s => s.Until > now && s.EndedAt is null)],
            [.. asked.Plan.Alerts.Channels.Select(c => c.Name).Concat(waiting.Select(m => m.Channel)).Distinct().Select(name => ChannelShown.Of(name, asked.Plan.Alerts.Channels.FirstOrDefault(c => c.Name == name), [.. waiting.Where(m => m.Channel == name)]))])
        {
            Leader = asked.State.Leadership is { Leads: false } leadership ? leadership.Reason : null,
            Problem = asked.State.Leadership is { Leads: true } ? engine.Problem : asked.State.Leadership.Problem,
        };
    }

    /// <summary>Somebody takes an incident or an alert on; a second time changes nothing.</summary>
    /// <param name="id">Of an incident, an episode, or the name of an alert.</param>
    public async Task<IReadOnlyList<EpisodeShown>> AcknowledgeAsync(string id, string by, CancellationToken cancellation)
    {
        var (who, now) = (Required(by, "who acknowledges it", "by"), asked.Now);
        IReadOnlyList<AlertEpisode> taken = [];
        await engine.ChangeAsync(
            records =>
            {
                var open = records.OpenEpisodes().Where(e => e.Incident == id || e.Id == id || e.Alert == id).ToList();
                if (open.Count == 0)
                {
                    throw new QuestionException($"Nothing open is called \"{id}\". upshot alerts list shows what is.");
                }

                taken = [.. open.Where(e => e.State is AlertEpisodeState.Firing or AlertEpisodeState.Silenced && e.AcknowledgedAt is null).Select(e => e with
                {
                    State = e.State == AlertEpisodeState.Firing ? AlertEpisodeState.Acknowledged : e.State,
                    AcknowledgedBy = who,
                    AcknowledgedAt = now,
                })];
                var notes = taken.Where(e => e.Incident.Length > 0).GroupBy(e => e.Incident).Select(g => new IncidentNote(g.Key, now, who, "acknowledged", string.Join(", ", g.Select(e => e.Alert)) + " acknowledged."));
                var result = new AlertChanges { Episodes = taken, Notes = [.. notes] };
                taken = [.. open.Select(e => taken.FirstOrDefault(t => t.Id == e.Id) ?? e)];
                return result;
            },
            cancellation);
        return [.. taken.Select(EpisodeShown.Of)];
    }

    public async Task<AlertSilence> SilenceAsync(string pattern, string author, string reason, DateTimeOffset? from, DateTimeOffset until, CancellationToken cancellation)
    {
        var now = asked.Now;
        var start = from ?? now;
        if (until <= start || until <= now)
        {
            throw new UnusableException("A silence ends after it begins, and not in the past: say --for 2h, or --until with a time to come.");
        }

        if (until - start > LongestSilence)
        {
            throw new UnusableException($"A silence lasts at most {LongestSilence.TotalDays:0} days: what should never fire is removed from the plan.");
        }

        var silence = new AlertSilence(
            AlertName.Id(now, "silence", pattern, author, reason), Required(pattern, "what is silenced", "alert"), Required(author, "who silences it", "author"), Required(reason, "why", "reason"), start, until);
        await engine.ChangeAsync(_ => new() { Silences = [silence] }, cancellation);
        return silence;
    }

    public async Task<AlertSilence> EndSilenceAsync(string id, CancellationToken cancellation)
    {
        AlertSilence? ended = null;
        await engine.ChangeAsync(
            records =>
            {
                var silence = records.Silences().FirstOrDefault(s => s.Id == id) ?? throw new QuestionException($"There is no silence \"{id}\". upshot alerts list shows those that there are.");
                ended = silence with { EndedAt = silence.EndedAt ?? asked.Now };
                return new() { Silences = [ended] };
            },
            cancellation);
        return ended!;
    }

    public AlertReview Review(int weeks)
    {
        if (weeks is < 1 or > 104)
        {
            throw new UnusableException("A review looks back from 1 to 104 weeks.");
        }

        var (now, time) = (asked.Now, TimeSpan.FromDays(7 * weeks));
        var episodes = Records.Episodes(now - time, now.AddMinutes(1), 100_000).Where(e => e.FiredAt >= now - time).ToList();
        var acted = episodes.Select(e => e.Incident).Distinct().Where(i => i.Length > 0 && Records.NotesOf(i).Any(n => n.Kind == "action")).ToHashSet(StringComparer.Ordinal);
        return AlertReview.Of(asked.Plan, episodes, acted, time, now);
    }

    /// <summary>A notification that says that it is a test, through each channel or one, past the outbox: what the channel answers is the answer.</summary>
    public async Task<IReadOnlyList<TestSent>> TestAsync(string? channel, CancellationToken cancellation)
    {
        var channels = asked.Plan.Alerts.Channels.Where(c => channel is null || c.Name == channel).ToList();
        if (channels.Count == 0)
        {
            throw new QuestionException(channel is null
                ? "The plan declares no channel. Add one under alerts.channels in upshot.yaml."
                : $"There is no channel \"{channel}\". The plan has: {string.Join(", ", asked.Plan.Alerts.Channels.Select(c => c.Name))}.");
        }

        var sent = new List<TestSent>();
        foreach (var one in channels)
        {
            var answer = await delivery.SendAsync(one, notifications.Test(asked.Now, one.Name), cancellation);
            sent.Add(new(one.Name, answer.Problem is null, answer.Problem ?? ""));
        }

        return sent;
    }

    /// <summary>A digest through one channel, past the outbox: what the channel answers is the answer.</summary>
    public async Task<TestSent> SendAsync(Digest digest, string name, CancellationToken cancellation)
    {
        var channel = asked.Plan.Alerts.Channels.FirstOrDefault(c => c.Name == name)
            ?? throw new QuestionException($"There is no channel \"{name}\". The plan has: {string.Join(", ", asked.Plan.Alerts.Channels.Select(c => c.Name))}.");
        if (channel.Kind == AlertChannelKind.Alertmanager)
        {
            throw new UnusableException($"{name} takes alerts, and a digest is none: send it by mail, Slack or a webhook.");
        }

        var owner = asked.Plan.Owners.FirstOrDefault(o => channel.Owners.Count == 0 || channel.Owners.Contains(o.Name));
        var answer = await delivery.SendAsync(channel, notifications.Digest(digest, owner?.Name ?? "", owner?.Contact ?? ""), cancellation);
        return new(name, answer.Problem is null, answer.Problem ?? "");
    }

    private static string Required(string text, string what, string field) => text.Trim() is { Length: > 0 and <= MostText } given
        ? given
        : throw new UnusableException($"Say {what} ({field}), in at most {MostText} characters.");
}
