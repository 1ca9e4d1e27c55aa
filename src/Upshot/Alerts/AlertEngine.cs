using System.Text.Json;
using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State.Alerts;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// Evaluates every alert of the plan with one question to the store, and writes down what became of episodes and incidents together with what is to be
/// told: an alert is never known without its notification, whenever the process ends.
/// </summary>
internal sealed class AlertEngine(AnswerService asked, NotificationBuilder notifications) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1), _turn = new(1, 1);
    private readonly Dictionary<string, (DateTimeOffset Held, double? Burn)> _held = new(StringComparer.Ordinal);

    private ProductPlan Plan => asked.Plan;

    private AlertRecords Records => asked.State.Alerts;

    /// <summary>When all alerts were looked at last; null: not yet.</summary>
    public DateTimeOffset? LastEvaluation { get; private set; }

    /// <summary>
    /// One step: reads, decides, writes down. Causes are looked for in between, for that may take seconds: whoever acknowledges or silences meanwhile does not wait,
    /// and the decision is made again on what they left.
    /// </summary>
    public async Task EvaluateAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var readings = await AlertReadings.OfAsync(asked, now, cancellation);
            var found = await FindAsync(Step(readings, now), readings, now, cancellation);
            await _gate.WaitAsync(cancellation);
            try
            {
                var step = Step(readings, now);
                await TakeAsync(step, found, readings, now, cancellation);
                _held.Clear();
                foreach (var episode in step.Open)
                {
                    _held[episode.Id] = (episode.LastHeld, episode.Burn);
                }

                LastEvaluation = now;
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Something that people do to alerts, between two evaluations.</summary>
    public async Task ChangeAsync(Func<AlertRecords, AlertChanges> change, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Records.Write(change(Records));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _turn.Dispose();
    }

    private EpisodeStep Step(IReadOnlyList<AlertReading> readings, DateTimeOffset now) => EpisodeSteps.Next(
        [.. Records.OpenEpisodes().Select(e => _held.TryGetValue(e.Id, out var held) ? e with { LastHeld = held.Held, Burn = held.Burn } : e)], readings, Records.Silences(), now);

    private async Task<Dictionary<string, FiredEpisode>> FindAsync(EpisodeStep step, IReadOnlyList<AlertReading> readings, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = readings.ToDictionary(r => r.Rule.Name, r => r.Rule, StringComparer.Ordinal);
        var found = new Dictionary<string, FiredEpisode>(StringComparer.Ordinal);
        foreach (var episode in step.Changed.Where(e => e.Holds && e.Incident.Length == 0))
        {
            found[episode.Id] = await AlertEvidence.OfAsync(asked, rules[episode.Alert], episode, now, cancellation);
        }

        return found;
    }

    private async Task TakeAsync(EpisodeStep step, Dictionary<string, FiredEpisode> found, IReadOnlyList<AlertReading> readings, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = readings.ToDictionary(r => r.Rule.Name, r => r.Rule, StringComparer.Ordinal);
        // What fires follows from the readings, which are the same; only what people did to it may be new.
        List<FiredEpisode> fired = [.. step.Changed.Where(e => e.Holds && e.Incident.Length == 0 && found.ContainsKey(e.Id)).Select(e => found[e.Id] with { Episode = e })];
        var incidents = Records.OpenIncidents();
        var joined = IncidentSteps.Join(fired, incidents, now);
        var placed = joined.Episodes.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var episodes = step.Changed.Select(e => placed.GetValueOrDefault(e.Id, e)).ToList();
        var burning = readings.Where(r => r.Condition is AlertCondition.Holds or AlertCondition.Uncertain or AlertCondition.Unknown).Select(r => r.Rule.Name).ToHashSet(StringComparer.Ordinal);
        var (changed, notes, messages) = (new List<Incident>(), new List<IncidentNote>(joined.Notes), new List<OutboxMessage>());
        var known = incidents.ToDictionary(i => i.Id, StringComparer.Ordinal);
        foreach (var incident in joined.Incidents.Concat(incidents.Where(i => joined.Incidents.All(j => j.Id != i.Id))))
        {
            var own = EpisodesOf(incident, [.. step.Open.Select(e => placed.GetValueOrDefault(e.Id, e)), .. episodes]);
            var (followed, said) = IncidentSteps.Follow(incident, own, burning, now);
            notes.AddRange(said);
            if (Telling.Of(followed, own, Plan.Alerts.RepeatPage, Plan.Alerts.RepeatTicket, now) is { } telling)
            {
                var told = await MessagesOfAsync(telling, own, rules, now, cancellation);
                messages.AddRange(told);
                followed = telling.Incident;
                notes.Add(new(incident.Id, now, "upshot", "told", told.Count == 0 ? $"{telling.Kind}: no channel takes a {telling.Severity}." : $"{telling.Kind}, {telling.Severity}: {string.Join(", ", told.Select(m => m.Channel))}."));
            }

            if (!known.TryGetValue(incident.Id, out var was) || was != followed)
            {
                changed.Add(followed);
            }
        }

        Records.Write(new() { Episodes = episodes, RemovedEpisodes = step.Gone, Incidents = changed, Notes = notes, Messages = messages });
    }

    private List<AlertEpisode> EpisodesOf(Incident incident, IReadOnlyList<AlertEpisode> latest) =>
        [.. Records.EpisodesOf(incident.Id).Concat(latest.Where(e => e.Incident == incident.Id)).GroupBy(e => e.Id).Select(g => g.Last())];

    private async Task<IReadOnlyList<OutboxMessage>> MessagesOfAsync(Telling telling, IReadOnlyList<AlertEpisode> episodes, Dictionary<string, AlertRule> rules, DateTimeOffset now, CancellationToken cancellation)
    {
        var owners = episodes.Where(e => e.Severity == telling.Severity).Select(e => rules.GetValueOrDefault(e.Alert)?.Owner ?? "").Distinct().ToList();
        var channels = Plan.Alerts.Channels.Where(c => owners.Any(o => c.Takes(telling.Severity, o))).ToList();
        if (channels.Count == 0)
        {
            return [];
        }

        var notification = await notifications.OfAsync(telling, episodes, rules, now, cancellation);
        return [.. channels.Select(channel =>
        {
            var key = $"{telling.Incident.Id}/{telling.Incident.Told}/{telling.Kind}/{channel.Name}";
            return new OutboxMessage(key, channel.Name, telling.Incident.Id, telling.Kind, JsonSerializer.Serialize(notification with { Key = key }, AlertJson.Options), now, now);
        })];
    }
}
