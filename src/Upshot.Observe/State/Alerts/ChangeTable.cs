using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>Flags, settings, deployments and notes, with the time they are of.</summary>
internal sealed class ChangeTable(OperationalState state)
{
    /// <summary>Latest first.</summary>
    public IReadOnlyList<ChangeEvent> Between(DateTimeOffset from, DateTimeOffset to, int limit) => state.Read(
        "SELECT id, kind, name, from_value, to_value, service, environment, author, at, source FROM change_events WHERE at >= $from AND at < $to ORDER BY at DESC, rowid DESC LIMIT $limit",
        r => new ChangeEvent(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.Moment(8), r.GetString(9)),
        ("$from", Columns.Of(from)), ("$to", Columns.Of(to)), ("$limit", limit));

    /// <summary>One that is there already is not added again.</summary>
    public static void Add(OperationalState.Changing change, ChangeEvent e) => change.Run(
        "INSERT OR IGNORE INTO change_events VALUES ($id, $kind, $name, $from, $to, $service, $environment, $author, $at, $source)",
        ("$id", e.Id), ("$kind", e.Kind), ("$name", e.Name), ("$from", e.From), ("$to", e.To), ("$service", e.Service), ("$environment", e.Environment), ("$author", e.Author), ("$at", Columns.Of(e.At)), ("$source", e.Source));

    public static void Expire(OperationalState.Changing change, DateTimeOffset before) => change.Run("DELETE FROM change_events WHERE at < $before", ("$before", Columns.Of(before)));
}
