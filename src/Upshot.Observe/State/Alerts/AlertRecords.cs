using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>
/// What is known of alerts, whatever becomes of the process: episodes, incidents, silences, change events, and what is still to be sent. What belongs
/// together is written down together, so that no alert is known without its notification.
/// </summary>
public sealed class AlertRecords
{
    private readonly OperationalState _state;
    private readonly EpisodeTable _episodes;
    private readonly IncidentTable _incidents;
    private readonly SilenceTable _silences;
    private readonly OutboxTable _outbox;
    private readonly ChangeTable _changes;

    internal AlertRecords(OperationalState state) =>
        (_state, _episodes, _incidents, _silences, _outbox, _changes) = (state, new(state), new(state), new(state), new(state), new(state));

    public IReadOnlyList<AlertEpisode> OpenEpisodes() => _episodes.Open();

    /// <summary>Open at any moment of the time, latest first.</summary>
    public IReadOnlyList<AlertEpisode> Episodes(DateTimeOffset from, DateTimeOffset to, int limit = 10_000) => _episodes.Between(from, to, limit);

    public IReadOnlyList<AlertEpisode> EpisodesOf(string incident) => _episodes.Of(incident);

    public IReadOnlyList<Incident> OpenIncidents() => _incidents.Open();

    /// <summary>Open at any moment of the time, latest first.</summary>
    public IReadOnlyList<Incident> Incidents(DateTimeOffset from, DateTimeOffset to, int limit = 1000) => _incidents.Between(from, to, limit);

    public Incident? Incident(string id) => _incidents.Find(id);

    public IReadOnlyList<IncidentNote> NotesOf(string incident) => _incidents.Notes(incident);

    public IReadOnlyList<AlertSilence> Silences() => _silences.All();

    /// <summary>Notifications that no channel took yet, oldest first.</summary>
    public IReadOnlyList<OutboxMessage> Waiting() => _outbox.Waiting();

    public IReadOnlyList<OutboxMessage> MessagesOf(string incident) => _outbox.Of(incident);

    /// <summary>Latest first.</summary>
    public IReadOnlyList<ChangeEvent> Changes(DateTimeOffset from, DateTimeOffset to, int limit = 1000) => _changes.Between(from, to, limit);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Write(AlertChanges changes)
    {
        if (!changes.Any)
        {
            return;
        }

        _state.ChangeShared(change =>
        {
            foreach (var episode in changes.Episodes)
            {
                EpisodeTable.Put(change, episode);
            }

            foreach (var id in changes.RemovedEpisodes)
            {
                EpisodeTable.Remove(change, id);
            }

            foreach (var incident in changes.Incidents)
            {
                IncidentTable.Put(change, incident);
            }

            foreach (var note in changes.Notes)
            {
                IncidentTable.Add(change, note);
            }

            foreach (var silence in changes.Silences)
            {
                SilenceTable.Put(change, silence);
            }

            foreach (var message in changes.Messages)
            {
                OutboxTable.Add(change, message);
            }

            foreach (var message in changes.Filled)
            {
                OutboxTable.Fill(change, message);
            }

            foreach (var message in changes.Tried)
            {
                OutboxTable.Tried(change, message);
            }

            foreach (var happened in changes.ChangeEvents)
            {
                ChangeTable.Add(change, happened);
            }
        });
    }

    /// <summary>Forgets what is older than anything that answers look at.</summary>
    public void Expire(DateTimeOffset history, DateTimeOffset delivered) => _state.ChangeShared(change =>
    {
        EpisodeTable.Expire(change, history);
        ChangeTable.Expire(change, history);
        OutboxTable.Expire(change, delivered);
    });
}
