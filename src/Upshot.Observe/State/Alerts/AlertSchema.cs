namespace Upshot.Observe.State.Alerts;

/// <summary>The tables of alerts, as a step of <see cref="StateMigrations"/>. Moments are Unix milliseconds.</summary>
internal static class AlertSchema
{
    public static readonly string[] Tables =
    [
        """
        CREATE TABLE alert_episodes (
            id TEXT PRIMARY KEY, alert TEXT NOT NULL, objective TEXT NOT NULL, operation TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL, last_held INTEGER NOT NULL,
            fired_at INTEGER, resolved_at INTEGER, acknowledged_by TEXT NOT NULL, acknowledged_at INTEGER, silence TEXT NOT NULL, incident TEXT NOT NULL, burn REAL)
        """,
        "CREATE INDEX alert_episodes_open ON alert_episodes (resolved_at, since)",
        """
        CREATE TABLE incidents (
            id TEXT PRIMARY KEY, cause_key TEXT NOT NULL, title TEXT NOT NULL, severity TEXT NOT NULL, started_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, resolved_at INTEGER, mitigated_at INTEGER,
            merged_into TEXT NOT NULL, cause TEXT, told_severity TEXT NOT NULL, told_at INTEGER, told INTEGER NOT NULL)
        """,
        "CREATE TABLE incident_notes (incident TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL)",
        "CREATE INDEX incident_notes_of ON incident_notes (incident, at)",
        "CREATE TABLE alert_silences (id TEXT PRIMARY KEY, pattern TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, ended_at INTEGER)",
        """
        CREATE TABLE alert_outbox (
            key TEXT PRIMARY KEY, channel TEXT NOT NULL, incident TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, next_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL, delivered_at INTEGER, last_error TEXT NOT NULL)
        """,
        """
        CREATE TABLE change_events (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, from_value TEXT NOT NULL, to_value TEXT NOT NULL, service TEXT NOT NULL, environment TEXT NOT NULL, author TEXT NOT NULL,
            at INTEGER NOT NULL, source TEXT NOT NULL)
        """,
        "CREATE INDEX change_events_at ON change_events (at)",
    ];
}
