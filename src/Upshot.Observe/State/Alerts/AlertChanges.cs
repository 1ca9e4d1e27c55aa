using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>What happens together or not at all.</summary>
public sealed record AlertChanges
{
    /// <summary>New ones, and those that are otherwise now.</summary>
    public IReadOnlyList<AlertEpisode> Episodes { get; init; } = [];
    public IReadOnlyList<string> RemovedEpisodes { get; init; } = [];
    public IReadOnlyList<Incident> Incidents { get; init; } = [];
    public IReadOnlyList<IncidentNote> Notes { get; init; } = [];
    public IReadOnlyList<AlertSilence> Silences { get; init; } = [];

    /// <summary>To be sent.</summary>
    public IReadOnlyList<OutboxMessage> Messages { get; init; } = [];

    /// <summary>Not tried yet, with more to say than when they were written down.</summary>
    public IReadOnlyList<OutboxMessage> Filled { get; init; } = [];

    /// <summary>Tried, with what came of it.</summary>
    public IReadOnlyList<OutboxMessage> Tried { get; init; } = [];
    public IReadOnlyList<ChangeEvent> ChangeEvents { get; init; } = [];

    public bool Any => Episodes.Count + RemovedEpisodes.Count + Incidents.Count + Notes.Count + Silences.Count + Messages.Count + Filled.Count + Tried.Count + ChangeEvents.Count > 0;
}
