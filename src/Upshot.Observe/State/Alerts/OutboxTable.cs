using Microsoft.Data.Sqlite;
using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>Notifications that were decided upon, until their channel took them.</summary>
internal sealed class OutboxTable(OperationalState state)
{
    private const string All = "SELECT key, channel, incident, kind, body, created_at, next_at, attempts, delivered_at, last_error FROM alert_outbox";

    /// <summary>Those that no channel took yet, in the order in which they were decided upon.</summary>
    public IReadOnlyList<OutboxMessage> Waiting() => state.Read($"{All} WHERE delivered_at IS NULL ORDER BY created_at, rowid", Row);

    public IReadOnlyList<OutboxMessage> Of(string incident) => state.Read($"{All} WHERE incident = $incident ORDER BY created_at, rowid", Row, ("$incident", incident));

    /// <summary>One that is there already is not added again.</summary>
    public static void Add(OperationalState.Changing change, OutboxMessage m) => change.Run(
        "INSERT OR IGNORE INTO alert_outbox VALUES ($key, $channel, $incident, $kind, $body, $created, $next, 0, NULL, '')",
        ("$key", m.Key), ("$channel", m.Channel), ("$incident", m.Incident), ("$kind", m.Kind), ("$body", m.Body), ("$created", Columns.Of(m.CreatedAt)), ("$next", Columns.Of(m.NextAt)));

    /// <summary>What was tried once stays as it was told.</summary>
    public static void Fill(OperationalState.Changing change, OutboxMessage m) => change.Run("UPDATE alert_outbox SET body = $body WHERE key = $key AND attempts = 0", ("$key", m.Key), ("$body", m.Body));

    public static void Tried(OperationalState.Changing change, OutboxMessage m) => change.Run(
        "UPDATE alert_outbox SET attempts = $attempts, next_at = $next, delivered_at = $delivered, last_error = $error WHERE key = $key",
        ("$key", m.Key), ("$attempts", m.Attempts), ("$next", Columns.Of(m.NextAt)), ("$delivered", Columns.Of(m.DeliveredAt)), ("$error", m.LastError));

    public static void Expire(OperationalState.Changing change, DateTimeOffset before) => change.Run("DELETE FROM alert_outbox WHERE delivered_at < $before", ("$before", Columns.Of(before)));

    private static OutboxMessage Row(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.Moment(5), r.Moment(6))
    {
        Attempts = r.GetInt32(7),
        DeliveredAt = r.MaybeMoment(8),
        LastError = r.GetString(9),
    };
}
