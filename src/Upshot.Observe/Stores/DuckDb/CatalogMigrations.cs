using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Brings a catalog of any earlier version up to this one, step by step, each step in one transaction; a new one in one for all.</summary>
internal static class CatalogMigrations
{
    private static readonly string[][] Steps =
    [
        [
            "CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
            "INSERT INTO meta VALUES ('schema_version', '0'), ('sealed_generation', '0')",
            "CREATE TABLE sealed_files (name VARCHAR PRIMARY KEY, signal VARCHAR, generation BIGINT, rows BIGINT, bytes BIGINT, min_time BIGINT, max_time BIGINT, sealed_at BIGINT, traces BLOB)",
            $"CREATE TABLE rollups (generation BIGINT, {Columns(RollupScan.Columns)})",
            $"CREATE TABLE objective_minutes (generation BIGINT, {Columns(ObjectiveScan.Columns)})",
            $"CREATE TABLE bodies ({Columns(RequestHashScan.Columns)})",
            "CREATE TABLE releases (version VARCHAR, commit_id VARCHAR, environment VARCHAR, started_at BIGINT, plan_digest VARCHAR)",
            "CREATE TABLE attribute_columns (signal VARCHAR, name VARCHAR, type VARCHAR, attribute VARCHAR, PRIMARY KEY (signal, name))",
        ],
        [
            // Directories made before the filters have version 1 too, without the column.
            "ALTER TABLE sealed_files ADD COLUMN IF NOT EXISTS traces BLOB",
            "CREATE TABLE rollout_changes (signal VARCHAR, stage VARCHAR, share DOUBLE, changed_at BIGINT)",
        ],
        [
            "ALTER TABLE sealed_files ADD COLUMN hash UUID",
            "CREATE TABLE missing_files (name VARCHAR, signal VARCHAR, generation BIGINT, rows BIGINT, bytes BIGINT, min_time BIGINT, max_time BIGINT, sealed_at BIGINT, traces BLOB, hash UUID, why VARCHAR, noticed_at BIGINT)",
            "CREATE TABLE retired_files (name VARCHAR, hash UUID, successor VARCHAR, retired_at BIGINT)",
            "CREATE TABLE merges (name VARCHAR, inputs VARCHAR[])",

            // What was sealed before seals were written down counts as sealed now: its rows end no earlier for it.
            "CREATE TABLE seals (generation BIGINT, sealed_at BIGINT)",
            "INSERT INTO seals SELECT g, epoch_ms(now()) FROM (SELECT DISTINCT generation AS g FROM rollups UNION SELECT DISTINCT generation FROM objective_minutes)",
        ],
        [
            // They are operational state now: StateImport takes them over from here.
            "ALTER TABLE releases RENAME TO moved_releases",
            "ALTER TABLE rollout_changes RENAME TO moved_rollout_changes",
        ],
        [.. Sampling("objective_minutes"), .. Sampling("rollups"), .. CountedHours.Tables, .. CountedHours.Add("true")],
        [.. Sampling("objective_minutes"), .. Sampling(CountedHours.Objectives)],
        [.. Sampling("rollups"), .. Sampling(CountedHours.Requests), "ALTER TABLE rollups ADD COLUMN IF NOT EXISTS histogram_variance BLOB"],
    ];

    public static void Run(Catalog catalog)
    {
        var version = VersionOf(catalog);
        if (version > Catalog.SchemaVersion)
        {
            throw new StoreException($"The data directory was written by a newer Upshot (schema {version}; this one knows {Catalog.SchemaVersion}). Use that version or another directory.");
        }

        if (version == 0)
        {
            catalog.Together(connection =>
            {
                for (var step = 0; step < Catalog.SchemaVersion; step++)
                {
                    Run(connection, step);
                }
            });
            return;
        }

        for (var step = version; step < Catalog.SchemaVersion; step++)
        {
            catalog.Together(connection => Run(connection, step));
        }
    }

    private static void Run(DuckDBConnection connection, int step)
    {
        foreach (var statement in Steps[step])
        {
            Catalog.Execute(connection, statement);
        }

        Catalog.Execute(connection, $"UPDATE meta SET value = '{step + 1}' WHERE key = 'schema_version'");
    }

    private static int VersionOf(Catalog catalog)
    {
        var hasMeta = catalog.Read("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'", r => r.GetInt64(0))[0] > 0;
        return hasMeta
            ? int.Parse(catalog.Read("SELECT value FROM meta WHERE key = 'schema_version'", r => r.GetString(0))[0], CultureInfo.InvariantCulture)
            : 0;
    }

    // A catalog of before has no idea what was sampled: NULL, which counts as nothing. One that is made now has the columns from the start.
    private static IEnumerable<string> Sampling(string table) =>
        new[] { "good_variance DOUBLE", "bad_variance DOUBLE", "good_weight BIGINT", "bad_weight BIGINT" }.Select(column => $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}");

    private static string Columns(IEnumerable<Column> columns) => string.Join(", ", columns.Select(c => $"\"{c.Name}\" {c.SqlType}"));
}
