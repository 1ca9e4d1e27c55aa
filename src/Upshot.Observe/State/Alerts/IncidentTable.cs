using System.Text.Json;
using Microsoft.Data.Sqlite;
using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>Incidents, and what happened in them.</summary>
internal sealed class IncidentTable(OperationalState state)
{
    private const string All = "SELECT id, cause_key, title, severity, started_at, opened_at, resolved_at, mitigated_at, merged_into, cause, told_severity, told_at, told FROM incidents";

    public IReadOnlyList<Incident> Open() => state.Read($"{All} WHERE resolved_at IS NULL AND merged_into = '' ORDER BY opened_at, id", Row);

    /// <summary>Open at any moment of the time, latest first.</summary>
    public IReadOnlyList<Incident> Between(DateTimeOffset from, DateTimeOffset to, int limit) => state.Read(
        $"{All} WHERE started_at < $to AND (resolved_at IS NULL OR resolved_at >= $from) ORDER BY opened_at DESC, id LIMIT $limit", Row, ("$from", Columns.Of(from)), ("$to", Columns.Of(to)), ("$limit", limit));

    public Incident? Find(string id) => state.Read($"{All} WHERE id = $id", Row, ("$id", id)).FirstOrDefault();

    public IReadOnlyList<IncidentNote> Notes(string incident) => state.Read(
        "SELECT incident, at, author, kind, text FROM incident_notes WHERE incident = $incident ORDER BY at, rowid",
        r => new IncidentNote(r.GetString(0), r.Moment(1), r.GetString(2), r.GetString(3), r.GetString(4)), ("$incident", incident));

    public static void Put(OperationalState.Changing change, Incident i) => change.Run(
        "INSERT OR REPLACE INTO incidents VALUES ($id, $key, $title, $severity, $started, $opened, $resolved, $mitigated, $merged, $cause, $toldSeverity, $toldAt, $told)",
        ("$id", i.Id), ("$key", i.CauseKey), ("$title", i.Title), ("$severity", i.Severity), ("$started", Columns.Of(i.StartedAt)), ("$opened", Columns.Of(i.OpenedAt)), ("$resolved", Columns.Of(i.ResolvedAt)), ("$mitigated", Columns.Of(i.MitigatedAt)),
        ("$merged", i.MergedInto), ("$cause", Columns.Of(i.Cause is null ? null : JsonSerializer.Serialize(i.Cause))), ("$toldSeverity", i.ToldSeverity), ("$toldAt", Columns.Of(i.ToldAt)), ("$told", i.Told));

    public static void Add(OperationalState.Changing change, IncidentNote note) => change.Run(
        "INSERT INTO incident_notes VALUES ($incident, $at, $author, $kind, $text)",
        ("$incident", note.Incident), ("$at", Columns.Of(note.At)), ("$author", note.Author), ("$kind", note.Kind), ("$text", note.Text));

    private static Incident Row(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Moment(4), r.Moment(5))
    {
        ResolvedAt = r.MaybeMoment(6),
        MitigatedAt = r.MaybeMoment(7),
        MergedInto = r.GetString(8),
        Cause = r.IsDBNull(9) ? null : JsonSerializer.Deserialize<IncidentCause>(r.GetString(9)),
        ToldSeverity = r.GetString(10),
        ToldAt = r.MaybeMoment(11),
        Told = r.GetInt32(12),
    };
}
