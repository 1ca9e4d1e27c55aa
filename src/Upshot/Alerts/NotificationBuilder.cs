using System.Collections.Concurrent;
using System.Globalization;
using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>Gathers what a notification says.</summary>
/// <param name="address">Where readers reach the server's pages.</param>
internal sealed class NotificationBuilder(AnswerService asked, Uri address)
{
    private const int MostSteps = 3, MostChanges = 10;
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    /// <summary>What is known without the store. It is written down with the alert that it tells of; <see cref="FillAsync"/> adds the rest.</summary>
    /// <param name="seen">By alert: what was seen besides the burn rate.</param>
    public AlertNotification Draft(Telling telling, IReadOnlyList<AlertEpisode> episodes, IReadOnlyDictionary<string, AlertRule> rules, IReadOnlyDictionary<string, string> seen, DateTimeOffset now)
    {
        var incident = telling.Incident;
        var named = episodes.Where(e => e.FiredAt is not null).OrderBy(e => AlertRule.Rank(e.Severity)).ThenBy(e => e.FiredAt).ThenBy(e => e.Alert, StringComparer.Ordinal).ToList();
        var worst = named.Select(e => rules.GetValueOrDefault(e.Alert)).FirstOrDefault(r => r is not null);
        return new("", telling.Kind, incident.Id, incident.Title, telling.Severity, asked.Plan.Product, worst?.Owner ?? "", asked.Plan.Owners.FirstOrDefault(o => o.Name == worst?.Owner)?.Contact ?? "", incident.StartedAt, now, incident.Cause?.Sentence ?? incident.Title, LinkTo(incident, now))
        {
            IsDraft = true,
            ResolvedAt = incident.ResolvedAt,
            Alerts = [.. named.Select(e => new NotifiedAlert(e.Alert, e.Objective, e.Operation, e.Severity, JsonNames.Of(e.State), e.FiredAt!.Value, e.ResolvedAt, e.Burn, seen.GetValueOrDefault(e.Alert, ""), null, null))],
            Cause = incident.Cause,
            Traces = [.. (incident.Cause?.Traces ?? []).Select(id => new Uri(address, $"/traces/{id}").ToString())],
            Runbook = worst?.Runbook ?? "",
            FirstSteps = RunbookSteps.First(asked.Plan.Runbooks.FirstOrDefault(r => r.Path == worst?.Runbook)?.Body ?? "", MostSteps),
            PlanDigest = asked.Plan.Digest,
        };
    }

    /// <summary>Adds what the store knows. What it does not say until <paramref name="limit"/> is cancelled is named in <see cref="AlertNotification.Missing"/>: it is told without it.</summary>
    /// <param name="failed">Told of what the store refused; not of what took too long.</param>
    public async Task<AlertNotification> FillAsync(AlertNotification draft, Action<Exception> failed, CancellationToken limit)
    {
        var objectives = asked.Plan.Objectives.Where(o => draft.Alerts.Any(a => a.Objective == o.Name)).ToList();
        var missing = new ConcurrentBag<string>();
        var felt = TryAsync("what users feel", FeltAsync(draft, objectives, limit), draft.Felt);
        var statuses = TryAsync("budgets", StatusAnswer.AllAsync(asked, objectives, limit), []);
        var changes = TryAsync("changes around the start", ChangesAsync(draft.StartedAt, limit), []);
        await Task.WhenAll(felt, statuses, changes);
        var known = (await statuses).ToDictionary(s => s.Objective, StringComparer.Ordinal);
        return draft with
        {
            IsDraft = null,
            Felt = await felt,
            Alerts = [.. draft.Alerts.Select(a => known.TryGetValue(a.Objective, out var status) ? a with { Sentence = a.Sentence.Length > 0 ? $"{a.Sentence} {status.Sentence}" : status.Sentence, BudgetSpent = status.Consumed, TimeLeftSeconds = status.ExhaustedIn?.TotalSeconds } : a)],
            Changes = await changes,
            Missing = missing.IsEmpty ? "" : $"The store did not answer in time: {string.Join(", ", missing.Order(StringComparer.Ordinal))} could not be read.",
        };

        async Task<T> TryAsync<T>(string what, Task<T> asking, T otherwise)
        {
            try
            {
                return await asking.WaitAsync(limit);
            }
            catch (Exception e)
            {
                if (e is not OperationCanceledException)
                {
                    failed(e);
                }

                missing.Add(what);
                return otherwise;
            }
        }
    }

    public AlertNotification Test(DateTimeOffset now, string channel) =>
        new($"test/{now.ToUnixTimeMilliseconds()}/{channel}", "test", "test", "This is a test", AlertRule.Ticket, asked.Plan.Product, "", "", now, now, $"Nothing is wrong: somebody tried the channel {channel}.", new Uri(address, "/alerts").ToString())
        {
            PlanDigest = asked.Plan.Digest,
        };

    /// <summary>A digest, as it is: its text is what is felt.</summary>
    public AlertNotification Digest(Digest digest, string owner, string contact) =>
        new($"digest/{digest.From.ToUnixTimeSeconds()}/{digest.To.ToUnixTimeSeconds()}", AlertText.Digest, "digest", string.Create(CultureInfo.InvariantCulture, $"{digest.From.UtcDateTime:yyyy-MM-dd} to {digest.To.UtcDateTime:yyyy-MM-dd}"), AlertRule.Ticket, digest.Product, owner, contact, digest.From, digest.To, digest.Markdown, new Uri(address, "/").ToString())
        {
            PlanDigest = asked.Plan.Digest,
        };

    /// <summary>Releases first seen, and what people and telemetry said to have changed, within an hour of the start.</summary>
    public async Task<IReadOnlyList<NotifiedChange>> ChangesAsync(DateTimeOffset start, CancellationToken cancellation)
    {
        var range = new TimeRange(start - Around, start + TimeSpan.FromMinutes(5));
        var seen = await asked.AskAsync(new VersionQuestion(new TimeRange(range.From - Around, range.To)), cancellation);
        var announced = asked.State.Releases().Where(r => Within(r.StartedAt)).Select(r => new NotifiedChange(r.StartedAt, "release", $"release {r.Version} was announced{(r.Commit.Length > 0 ? $", commit {r.Commit}" : "")}"));
        var appeared = seen.Where(v => Within(v.FirstSeen)).Select(v => new NotifiedChange(v.FirstSeen, "release", $"version {v.Version} of {v.Service} answered its first request"));
        var told = asked.State.Alerts.Changes(range.From, range.To).Select(c => new NotifiedChange(c.At, c.Kind, ChangeText.Of(c)));
        return [.. announced.Concat(appeared).Concat(told).OrderBy(c => (c.At - start).Duration()).Take(MostChanges).OrderBy(c => c.At)];

        bool Within(DateTimeOffset at) => at >= range.From && at < range.To;
    }

    private async Task<string> FeltAsync(AlertNotification draft, IReadOnlyList<Objective> objectives, CancellationToken cancellation)
    {
        if (objectives.Count == 0)
        {
            return draft.Felt;
        }

        var counted = await asked.AskAsync(new ObjectiveQuestion(objectives, new TimeRange(draft.StartedAt, (draft.ResolvedAt ?? draft.At).AddMinutes(1))), cancellation);
        return string.Join(" ", counted.Select(c => FeltSentence.Of(c.Objective, c.Minutes.Sum(m => m.Total - m.Good), c.Minutes.Sum(m => m.Total), draft.StartedAt)));
    }

    private string LinkTo(Incident incident, DateTimeOffset now) => new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/incidents/{incident.Id}?from={(incident.StartedAt - Around).UtcDateTime:yyyy-MM-ddTHH:mmZ}&to={(incident.ResolvedAt ?? now).UtcDateTime.AddMinutes(1):yyyy-MM-ddTHH:mmZ}")).ToString();
}
