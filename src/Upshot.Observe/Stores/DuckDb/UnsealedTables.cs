using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>The table functions that show a snapshot's unsealed rows to queries and to the seal.</summary>
internal static class UnsealedTables
{
    public static void Register(Catalog catalog, StoreState state, IEnumerable<RecordReader> readers)
    {
        using var connection = catalog.Connect();
        foreach (var reader in readers)
        {
            var table = reader.Schema.Table;
            new UnsealedTable($"hot_{table}", reader.Schema.Columns, id => [.. Bodies(state.Find(id), reader).Select(body => (Func<RecordScan>)(() => reader.Scan(body)))]).Register(connection.NativeConnection);
        }

        RegisterCounted(connection, state);
    }

    private static void RegisterCounted(DuckDBConnection connection, StoreState state)
    {
        new UnsealedTable("hot_rollups", RollupScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new RollupScan(g.Rollups)))]).Register(connection.NativeConnection);
        new UnsealedTable("hot_objective_minutes", ObjectiveScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new ObjectiveScan(g.Objectives)))]).Register(connection.NativeConnection);
        new UnsealedTable("hot_bodies", RequestHashScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new RequestHashScan(g.Segment.Entries(g.Entries))))]).Register(connection.NativeConnection);
    }

    /// <summary>For the database that seals: all rows of a snapshot in one sorted scan.</summary>
    public static void RegisterSeals(DuckDBConnection connection, StoreState state, IEnumerable<RecordReader> readers)
    {
        RegisterCounted(connection, state);
        foreach (var reader in readers)
        {
            new UnsealedTable($"seal_{reader.Schema.Table}", reader.Schema.Columns, id => [() => reader.ScanSorted([.. Bodies(state.Find(id), reader)])]).Register(connection.NativeConnection);
        }
    }

    private static IEnumerable<RequestBytes> Bodies(Snapshot snapshot, RecordReader reader) =>
        snapshot.Segments.SelectMany(g => g.Segment.Entries(reader.Schema.Signal, g.Entries)).Select(e => RequestBytes.Of(e.Body, e.ReceivedAt));
}
