using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.DuckDb.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>The rows of the journals of a question's snapshot, shown to DuckDB as table functions, and what is counted of them.</summary>
internal sealed class UnsealedRows : IDisposable
{
    private readonly Dictionary<TelemetrySignal, RecordReader> _readers;
    private readonly BatchReader _batches = new();
    private readonly BatchPolicy _policy;
    private readonly OperationMatcher _operations;
    private readonly IReadOnlyList<ObjectiveCounter> _objectives;
    private readonly Dictionary<string, JournalTail> _tails = [];
    private readonly Dictionary<string, (int Entries, RollupAccumulator Rollups)> _counted = [];
    private IReadOnlyList<(string Path, IReadOnlyList<(TelemetrySignal Signal, RequestBytes Body)> Bodies)> _present = [];

    public UnsealedRows(WorkerSetup setup, DuckDBConnection connection)
    {
        _operations = new OperationMatcher(setup.Operations, setup.Candidates);
        _policy = new BatchPolicy(_operations);
        _objectives = setup.Objectives;
        _readers = RecordReaders.For(setup.Declared, _operations);
        foreach (var reader in _readers.Values)
        {
            var signal = reader.Schema.Signal;
            new UnsealedTable(Name(reader.Schema.Table), reader.Schema.Columns, _ => [.. _present.SelectMany(p => p.Bodies).Where(b => b.Signal == signal).Select(b => (Func<RecordScan>)(() => reader.Scan(b.Body)))]).Register(connection.NativeConnection);
        }

        new UnsealedTable(Name("rollups"), RollupScan.Columns, _ => [.. Counted().Select(c => (Func<RecordScan>)(() => new RollupScan([.. c.Rows])))]).Register(connection.NativeConnection);
        new UnsealedTable(Name("objective_minutes"), ObjectiveScan.Columns, _ => [.. Counted().Select(c => (Func<RecordScan>)(() => new ObjectiveScan([.. c.Objectives])))]).Register(connection.NativeConnection);
    }

    public static string Name(string table) => $"hot_{table}";

    /// <exception cref="IOException">A journal is no longer there.</exception>
    public void Show(IReadOnlyList<JournalPart> journals)
    {
        foreach (var gone in _tails.Keys.Except(journals.Select(j => j.Path)).ToList())
        {
            _tails[gone].Dispose();
            _tails.Remove(gone);
            _counted.Remove(gone);
        }

        _present = [.. journals.Select(j => (j.Path, TailOf(j.Path).First(j.Entries)))];
    }

    public void Dispose()
    {
        foreach (var tail in _tails.Values)
        {
            tail.Dispose();
        }
    }

    private JournalTail TailOf(string path)
    {
        if (!_tails.TryGetValue(path, out var tail))
        {
            _tails[path] = tail = new JournalTail(path);
        }

        return tail;
    }

    /// <summary>What each journal's requests count, as the server counts them; only looked through when a query asks for it.</summary>
    private List<RollupAccumulator> Counted()
    {
        var all = new List<RollupAccumulator>();
        foreach (var (path, bodies) in _present)
        {
            var (entries, rollups) = _counted.GetValueOrDefault(path, (0, new RollupAccumulator(_operations, _objectives)));
            if (entries > bodies.Count)
            {
                // An older snapshot than the last one: counts cannot be taken back.
                (entries, rollups) = (0, new RollupAccumulator(_operations, _objectives));
            }

            foreach (var (signal, body) in bodies.Skip(entries))
            {
                rollups.Add(_policy.Apply(_batches.Summarize(signal, body)).Requests);
            }

            _counted[path] = (bodies.Count, rollups);
            all.Add(rollups);
        }

        return all;
    }
}
