using Upshot.Evidence;

namespace Upshot.Observe.State;

/// <summary>Stages of signals that were set at run time.</summary>
internal sealed class RolloutTable(OperationalState state)
{
    /// <summary>The latest of each signal.</summary>
    public IReadOnlyList<RolloutChange> Latest() =>
        [.. All().GroupBy(c => c.Signal).Select(g => g.MaxBy(c => c.ChangedAt)!).OrderBy(c => c.Signal, StringComparer.Ordinal)];

    public static void Insert(OperationalState.Changing changing, RolloutChange change) => changing.Run(
        "INSERT INTO rollout_changes SELECT $signal, $stage, $share, $at WHERE NOT EXISTS (SELECT 1 FROM rollout_changes WHERE signal = $signal AND stage = $stage AND share = $share AND changed_at = $at)",
        ("$signal", change.Signal), ("$stage", change.Stage), ("$share", change.Share), ("$at", change.ChangedAt.ToUnixTimeMilliseconds()));

    private IReadOnlyList<RolloutChange> All() => state.Read(
        "SELECT signal, stage, share, changed_at FROM rollout_changes ORDER BY changed_at DESC, rowid DESC",
        r => new RolloutChange(r.GetString(0), r.GetString(1), r.GetDouble(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))));
}
