using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>What of a question's snapshot is not sealed, shown to DuckDB as table functions: rows of journals, and what was counted of them.</summary>
internal sealed class UnsealedRows : IDisposable
{
    private readonly Dictionary<string, JournalTail> _tails = [];
    private IReadOnlyList<(TelemetrySignal Signal, RequestBytes Body)> _bodies = [];
    private IReadOnlyDictionary<string, TableFiles> _tables = new Dictionary<string, TableFiles>();

    public UnsealedRows(WorkerSetup setup, DuckDBConnection connection)
    {
        foreach (var reader in RecordReaders.For(setup.Declared, new OperationMatcher(setup.Operations, setup.Candidates)).Values)
        {
            var signal = reader.Schema.Signal;
            new UnsealedTable(Name(reader.Schema.Table), reader.Schema.Columns, _ => [.. _bodies.Where(b => b.Signal == signal).Select(b => (Func<RecordScan>)(() => reader.Scan(b.Body)))]).Register(connection.NativeConnection);
        }

        RegisterCounted(RollupFiles.Rollups, RollupScan.Columns, connection);
        RegisterCounted(RollupFiles.ObjectiveMinutes, ObjectiveScan.Columns, connection);
    }

    public static string Name(string table) => $"hot_{table}";

    /// <exception cref="IOException">A journal is no longer there.</exception>
    /// <exception cref="QueryException">A journal is not as it was written.</exception>
    public void Show(IReadOnlyList<JournalPart> journals, IReadOnlyDictionary<string, TableFiles> tables)
    {
        foreach (var gone in _tails.Keys.Except(journals.Select(j => j.Path)).ToList())
        {
            _tails[gone].Dispose();
            _tails.Remove(gone);
        }

        _bodies = [.. journals.SelectMany(j => TailOf(j.Path).First(j.Entries))];
        _tables = tables;
    }

    public void Dispose()
    {
        foreach (var tail in _tails.Values)
        {
            tail.Dispose();
        }
    }

    private void RegisterCounted(string table, IReadOnlyList<Column> columns, DuckDBConnection connection) =>
        new UnsealedTable(Name(table), columns, _ => _tables.GetValueOrDefault(table)?.Unsealed is { } rows ? [() => new CountedScan(columns, rows)] : []).Register(connection.NativeConnection);

    private JournalTail TailOf(string path)
    {
        if (!_tails.TryGetValue(path, out var tail))
        {
            _tails[path] = tail = new JournalTail(path);
        }

        return tail;
    }
}
