using Upshot.Evidence;
using Upshot.Observe.State;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Takes over what earlier versions kept in the catalog. Interrupted, it is done again: what is there already is not added.</summary>
internal static class StateImport
{
    private const string Releases = "moved_releases", Rollout = "moved_rollout_changes";

    public static void Run(Catalog catalog, OperationalState state)
    {
        if (catalog.Read($"SELECT 1 FROM duckdb_tables() WHERE table_name = '{Releases}'", r => r.GetInt32(0)).Count == 0)
        {
            return;
        }

        var releases = catalog.Read($"SELECT version, commit_id, environment, started_at, plan_digest FROM {Releases} ORDER BY started_at", r => new ReleaseRecord(r.GetString(0), r.GetString(1), r.GetString(2), Moment(r.GetInt64(3)), r.GetString(4)));
        var changes = catalog.Read($"SELECT signal, stage, share, changed_at FROM {Rollout} ORDER BY changed_at", r => new RolloutChange(r.GetString(0), r.GetString(1), r.GetDouble(2), Moment(r.GetInt64(3))));
        string[] keys = [SignalHistories.Key, KnownOperationNames.Key];
        var history = catalog.Read($"SELECT key, value FROM meta WHERE list_contains({Sql.List(keys)}, key)", r => (Key: r.GetString(0), Value: r.GetString(1)));
        state.Change(change =>
        {
            foreach (var release in releases)
            {
                ReleaseTable.Insert(change, release);
            }

            foreach (var rollout in changes)
            {
                RolloutTable.Insert(change, rollout);
            }

            foreach (var (key, value) in history.Where(h => new PlanHistoryTable(state)[h.Key] is null))
            {
                PlanHistoryTable.Put(change, key, value);
            }
        });
        catalog.Together(connection =>
        {
            Catalog.Execute(connection, $"DROP TABLE {Releases}");
            Catalog.Execute(connection, $"DROP TABLE {Rollout}");
            Catalog.Execute(connection, $"DELETE FROM meta WHERE list_contains({Sql.List(keys)}, key)");
        });
    }

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
