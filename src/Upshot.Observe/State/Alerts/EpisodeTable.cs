using Microsoft.Data.Sqlite;
using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>Alerts from beginning to end.</summary>
internal sealed class EpisodeTable(OperationalState state)
{
    private const string All = "SELECT id, alert, objective, operation, severity, state, since, last_held, fired_at, resolved_at, acknowledged_by, acknowledged_at, silence, incident, burn FROM alert_episodes";

    public IReadOnlyList<AlertEpisode> Open() => state.Read($"{All} WHERE resolved_at IS NULL ORDER BY since, id", Row);

    /// <summary>Open at any moment of the time, latest first.</summary>
    public IReadOnlyList<AlertEpisode> Between(DateTimeOffset from, DateTimeOffset to, int limit) => state.Read(
        $"{All} WHERE since < $to AND (resolved_at IS NULL OR resolved_at >= $from) ORDER BY since DESC, id LIMIT $limit", Row, ("$from", Columns.Of(from)), ("$to", Columns.Of(to)), ("$limit", limit));

    public IReadOnlyList<AlertEpisode> Of(string incident) => state.Read($"{All} WHERE incident = $incident ORDER BY since, id", Row, ("$incident", incident));

    public static void Put(OperationalState.Changing change, AlertEpisode e) => change.Run(
        "INSERT OR REPLACE INTO alert_episodes VALUES ($id, $alert, $objective, $operation, $severity, $state, $since, $held, $fired, $resolved, $by, $at, $silence, $incident, $burn)",
        ("$id", e.Id), ("$alert", e.Alert), ("$objective", e.Objective), ("$operation", e.Operation), ("$severity", e.Severity), ("$state", e.State.ToString()), ("$since", Columns.Of(e.Since)), ("$held", Columns.Of(e.LastHeld)),
        ("$fired", Columns.Of(e.FiredAt)), ("$resolved", Columns.Of(e.ResolvedAt)), ("$by", e.AcknowledgedBy), ("$at", Columns.Of(e.AcknowledgedAt)), ("$silence", e.Silence), ("$incident", e.Incident), ("$burn", Columns.Of(e.Burn)));

    /// <summary>What was pending and came to nothing leaves no trace.</summary>
    public static void Remove(OperationalState.Changing change, string id) => change.Run("DELETE FROM alert_episodes WHERE id = $id", ("$id", id));

    public static void Expire(OperationalState.Changing change, DateTimeOffset before) => change.Run("DELETE FROM alert_episodes WHERE resolved_at < $before", ("$before", Columns.Of(before)));

    private static AlertEpisode Row(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), Enum.Parse<AlertEpisodeState>(r.GetString(5)), r.Moment(6), r.Moment(7))
    {
        FiredAt = r.MaybeMoment(8),
        ResolvedAt = r.MaybeMoment(9),
        AcknowledgedBy = r.GetString(10),
        AcknowledgedAt = r.MaybeMoment(11),
        Silence = r.GetString(12),
        Incident = r.GetString(13),
        Burn = r.IsDBNull(14) ? null : r.GetDouble(14),
    };
}
