using System.Globalization;
using Microsoft.Data.Sqlite;
using Upshot.Observe.State.Alerts;
using Upshot.Observe.Stores;

namespace Upshot.Observe.State;

/// <summary>
/// Brings operational state of any earlier version up to this one. A new table is a new step here and a class beside
/// <see cref="ReleaseTable"/>; a step that was released is never changed.
/// </summary>
internal static class StateMigrations
{
    private static readonly string[][] Steps =
    [
        [
            "CREATE TABLE releases (version TEXT NOT NULL, commit_id TEXT NOT NULL, environment TEXT NOT NULL, started_at INTEGER NOT NULL, plan_digest TEXT NOT NULL)",
            "CREATE TABLE rollout_changes (signal TEXT NOT NULL, stage TEXT NOT NULL, share REAL NOT NULL, changed_at INTEGER NOT NULL)",
            "CREATE TABLE plan_history (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        ],
        [
            "CREATE TABLE alarms (version TEXT NOT NULL, environment TEXT NOT NULL, raised_at INTEGER NOT NULL, sentence TEXT NOT NULL, PRIMARY KEY (version, environment))",
        ],
        [
            "CREATE TABLE access_keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, may TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, revoked_at INTEGER)",
            "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, origin TEXT NOT NULL)",
        ],
        AlertSchema.Tables,
        [
            "CREATE TABLE backfilled (hash TEXT PRIMARY KEY, at INTEGER NOT NULL)",
        ],
        [
            "CREATE TABLE looks (subject TEXT NOT NULL, at INTEGER NOT NULL, planned INTEGER NOT NULL, every INTEGER NOT NULL, PRIMARY KEY (subject, at))",
        ],
    ];

    public static int Version => Steps.Length;

    /// <summary>True when something was changed.</summary>
    /// <exception cref="StoreException">A newer version wrote it.</exception>
    public static bool Run(SqliteConnection connection)
    {
        var version = VersionOf(connection);
        if (version > Version)
        {
            throw new StoreException($"The operational state {connection.DataSource} was written by a newer Upshot (version {version}; this one knows {Version}). Use that version or another directory.");
        }

        for (var step = version; step < Version; step++)
        {
            using var transaction = connection.BeginTransaction();
            foreach (var statement in Steps[step].Append(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {step + 1}")))
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return version < Version;
    }

    private static int VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
