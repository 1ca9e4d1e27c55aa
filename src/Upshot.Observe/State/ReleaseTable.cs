using Upshot.Evidence;

namespace Upshot.Observe.State;

/// <summary>Announced releases.</summary>
internal sealed class ReleaseTable(OperationalState state)
{
    public IReadOnlyList<ReleaseRecord> All() => state.Read(
        "SELECT version, commit_id, environment, started_at, plan_digest FROM releases ORDER BY started_at, rowid",
        r => new ReleaseRecord(r.GetString(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)), r.GetString(4)));

    /// <summary>A release that is there already is not added again.</summary>
    public static void Insert(OperationalState.Changing change, ReleaseRecord release) => change.Run(
        "INSERT INTO releases SELECT $version, $commit, $environment, $at, $digest WHERE NOT EXISTS (SELECT 1 FROM releases WHERE version = $version AND commit_id = $commit AND environment = $environment AND started_at = $at)",
        ("$version", release.Version), ("$commit", release.Commit), ("$environment", release.Environment), ("$at", release.StartedAt.ToUnixTimeMilliseconds()), ("$digest", release.PlanDigest));
}
