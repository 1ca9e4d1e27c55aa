using Upshot.Evidence.Alerts;

namespace Upshot.Observe.State.Alerts;

/// <summary>Who silenced what, why, and until when.</summary>
internal sealed class SilenceTable(OperationalState state)
{
    /// <summary>Latest first.</summary>
    public IReadOnlyList<AlertSilence> All() => state.Read(
        "SELECT id, pattern, author, reason, starts_at, ends_at, ended_at FROM alert_silences ORDER BY starts_at DESC, id LIMIT 10000",
        r => new AlertSilence(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Moment(4), r.Moment(5)) { EndedAt = r.MaybeMoment(6) });

    public static void Put(OperationalState.Changing change, AlertSilence s) => change.Run(
        "INSERT OR REPLACE INTO alert_silences VALUES ($id, $pattern, $author, $reason, $from, $until, $ended)",
        ("$id", s.Id), ("$pattern", s.Pattern), ("$author", s.Author), ("$reason", s.Reason), ("$from", Columns.Of(s.From)), ("$until", Columns.Of(s.Until)), ("$ended", Columns.Of(s.EndedAt)));
}
