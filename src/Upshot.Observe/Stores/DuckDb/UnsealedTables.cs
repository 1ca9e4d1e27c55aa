using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>The table functions that show a snapshot's unsealed rows to queries, and what was counted of them to the seal.</summary>
internal static class UnsealedTables
{
    public static void Register(Catalog catalog, StoreState state, IEnumerable<TableSchema> schemas)
    {
        using var connection = catalog.Connect();
        foreach (var schema in schemas)
        {
            new UnsealedTable($"hot_{schema.Table}", schema.Columns, id => [.. state.Find(id).Segments.SelectMany(g => Scans(g, schema.Signal))]).Register(connection.NativeConnection);
        }

        RegisterCounted(connection, state);
    }

    /// <summary>What was counted of a snapshot's segments.</summary>
    public static void RegisterCounted(DuckDBConnection connection, StoreState state)
    {
        new UnsealedTable("hot_rollups", RollupScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new RollupScan(g.Rollups)))]).Register(connection.NativeConnection);
        new UnsealedTable("hot_objective_minutes", ObjectiveScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new ObjectiveScan(g.Objectives)))]).Register(connection.NativeConnection);
        new UnsealedTable("hot_bodies", RequestHashScan.Columns, id => [.. state.Find(id).Segments.Select(g => (Func<RecordScan>)(() => new RequestHashScan(g.Segment.Entries(g.Entries))))]).Register(connection.NativeConnection);
    }

    /// <summary>All rows of a segment in one sorted scan.</summary>
    public static RecordScan Sorted(SegmentView view, TelemetrySignal signal) => view.Segment.Plan.Readers[signal].ScanSorted([.. Bodies(view, signal)]);

    private static IEnumerable<Func<RecordScan>> Scans(SegmentView view, TelemetrySignal signal)
    {
        var reader = view.Segment.Plan.Readers[signal];
        return Bodies(view, signal).Select(body => (Func<RecordScan>)(() => reader.Scan(body)));
    }

    /// <summary>The requests of a segment, in the order in which they came.</summary>
    public static IEnumerable<RequestBytes> Bodies(SegmentView view, TelemetrySignal signal) =>
        view.Segment.Entries(signal, view.Entries).Select(e => RequestBytes.Of(e.Body, e.ReceivedAt));
}
