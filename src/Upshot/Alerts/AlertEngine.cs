using System.Collections.Concurrent;
using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State.Alerts;
using Upshot.Observe.Stores;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// Evaluates every alert of the plan with one question to the store, and writes down what became of episodes and incidents together with what is to be
/// told: an alert is never known without its notification, whenever the process ends.
/// </summary>
/// <param name="looking">So long causes of alerts that begin to fire are looked for, in all.</param>
internal sealed class AlertEngine(AnswerService asked, NotificationBuilder notifications, BaselineWatch baselines, TimeSpan looking, TimeProvider time, ILogger log) : IDisposable
{
    private const int AtOnce = 4;
    private readonly SemaphoreSlim _gate = new(1, 1), _turn = new(1, 1);
    private readonly Dictionary<string, (DateTimeOffset Held, double? Burn)> _held = new(StringComparer.Ordinal);
    private ulong _epoch;

    private ProductPlan Plan => asked.Plan;

    private AlertRecords Records => asked.State.Alerts;

    /// <summary>When all alerts were looked at last; null: not yet.</summary>
    public DateTimeOffset? LastEvaluation { get; private set; }

    /// <summary>Why alerts could not be evaluated when that was tried last; null: they were.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// One step: reads, decides, writes down. Causes are looked for in between, for a limited time: whoever acknowledges or silences meanwhile does not wait,
    /// and the decision is made again on what they left. What else a notification says is gathered afterwards (<see cref="NotificationFilling"/>).
    /// </summary>
    public async Task EvaluateAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (asked.State.Leadership.Epoch is var epoch && epoch != _epoch)
            {
                // Another server went on meanwhile: what is written down is later than what was seen here.
                _held.Clear();
                _epoch = epoch;
            }

            var readings = await AlertReadings.OfAsync(asked, baselines, now, cancellation);
            var found = await FindAsync(Step(readings, now), readings, now, cancellation);
            await _gate.WaitAsync(cancellation);
            try
            {
                var step = Step(readings, now);
                Take(step, found, readings, now);
                _held.Clear();
                foreach (var episode in step.Open)
                {
                    _held[episode.Id] = (episode.LastHeld, episode.Burn);
                }

                (LastEvaluation, Problem) = (now, null);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Problem = e is StoreException ? e.Message : "This server made an error; its log says which.";
            throw;
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

        await asked.State.PublishedAsync(cancellation);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _turn.Dispose();
    }

    private EpisodeStep Step(IReadOnlyList<AlertReading> readings, DateTimeOffset now) => EpisodeSteps.Next(
        [.. Records.OpenEpisodes().Select(e => _held.TryGetValue(e.Id, out var held) ? e with { LastHeld = held.Held, Burn = held.Burn } : e)], readings, Records.Silences(), now);

    private async Task<IReadOnlyDictionary<string, FiredEpisode>> FindAsync(EpisodeStep step, IReadOnlyList<AlertReading> readings, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = readings.ToDictionary(r => r.Rule.Name, r => r.Rule, StringComparer.Ordinal);
        var found = new ConcurrentDictionary<string, FiredEpisode>(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(looking, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await Parallel.ForEachAsync(step.Changed.Where(e => e.Holds && e.Incident.Length == 0), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (episode, _) =>
        {
            try
            {
                found[episode.Id] = await AlertEvidence.OfAsync(asked, rules[episode.Alert], episode, now, both.Token).WaitAsync(both.Token);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // An alert whose cause cannot be found is an alert all the same.
                log.LogWarning("Why {Alert} fires could not be found out: {Reason}", episode.Alert, e is OperationCanceledException ? $"the store did not answer within {looking.TotalSeconds:0} s" : e.Message);
                found[episode.Id] = AlertEvidence.Without(asked.Plan, rules[episode.Alert], episode);
            }
        });

        return found;
    }

    private void Take(EpisodeStep step, IReadOnlyDictionary<string, FiredEpisode> found, IReadOnlyList<AlertReading> readings, DateTimeOffset now)
    {
        var rules = readings.ToDictionary(r => r.Rule.Name, r => r.Rule, StringComparer.Ordinal);
        // What fires follows from the readings, which are the same; only what people did to it may be new.
        List<FiredEpisode> fired = [.. step.Changed.Where(e => e.Holds && e.Incident.Length == 0 && found.ContainsKey(e.Id)).Select(e => found[e.Id] with { Episode = e })];
        var incidents = Records.OpenIncidents();
        var joined = IncidentSteps.Join(fired, incidents, step.Open, now);
        var placed = joined.Episodes.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var episodes = step.Changed.Select(e => placed.GetValueOrDefault(e.Id, e)).ToList();
        var burning = readings.Where(r => r.Condition is AlertCondition.Holds or AlertCondition.Uncertain or AlertCondition.Unknown).Select(r => r.Rule.Name).ToHashSet(StringComparer.Ordinal);
        var (changed, notes, messages) = (new List<Incident>(), new List<IncidentNote>(joined.Notes), new List<OutboxMessage>());
        var seen = readings.Where(r => r.Evidence.Length > 0).ToDictionary(r => r.Rule.Name, r => r.Evidence, StringComparer.Ordinal);
        notes.AddRange(joined.Episodes.Where(e => seen.ContainsKey(e.Alert)).Select(e => new IncidentNote(e.Incident, now, "upshot", "note", seen[e.Alert])));
        var known = incidents.ToDictionary(i => i.Id, StringComparer.Ordinal);
        foreach (var incident in joined.Incidents.Concat(incidents.Where(i => joined.Incidents.All(j => j.Id != i.Id))))
        {
            var own = EpisodesOf(incident, [.. step.Open.Select(e => placed.GetValueOrDefault(e.Id, e)), .. episodes]);
            var (followed, said) = IncidentSteps.Follow(incident, own, burning, now);
            notes.AddRange(said);
            if (Telling.Of(followed, own, Plan.Alerts.RepeatPage, Plan.Alerts.RepeatTicket, now) is { } telling)
            {
                var told = MessagesOf(telling, own, rules, seen, now);
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

    private IReadOnlyList<OutboxMessage> MessagesOf(Telling telling, IReadOnlyList<AlertEpisode> episodes, Dictionary<string, AlertRule> rules, IReadOnlyDictionary<string, string> seen, DateTimeOffset now)
    {
        var owners = episodes.Where(e => e.Severity == telling.Severity).Select(e => rules.GetValueOrDefault(e.Alert)?.Owner ?? "").Distinct().ToList();
        var channels = Plan.Alerts.Channels.Where(c => owners.Any(o => c.Takes(telling.Severity, o))).ToList();
        if (channels.Count == 0)
        {
            return [];
        }

        var draft = notifications.Draft(telling, episodes, rules, seen, now);
        return [.. channels.Select(channel =>
        {
            var key = $"{telling.Incident.Id}/{telling.Incident.Told}/{telling.Kind}/{channel.Name}";
            return new OutboxMessage(key, channel.Name, telling.Incident.Id, telling.Kind, AlertJson.Write(draft with { Key = key }), now, now);
        })];
    }
}
