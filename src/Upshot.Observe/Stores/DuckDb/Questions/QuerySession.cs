using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>A connection and the snapshot that its statements see.</summary>
/// <remarks>
/// All statements are one transaction. Without it a statement is planned in one and executed in another, and what the catalog's statistics prove
/// when it is planned ("no row is of segment 11, so nobody needs to look") is no longer so when a seal is committed between the two.
/// </remarks>
internal sealed class QuerySession(Catalog catalog, Snapshot snapshot, CountMemory objectives, CountMemory requests, RouteMemory routes, CancellationToken cancellation = default) : IDisposable
{
    // Begun when it is first needed: what is read without SQL needs none.
    private DuckDBConnection? _connection;

    public DuckDBConnection Connection => _connection ??= catalog.Begin();

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    public Snapshot Snapshot { get; } = snapshot;

    /// <summary>In the schema of the present plan, as are all rows here.</summary>
    public string Spans(long from, long to) => Rows(TelemetrySignal.Traces, "spans", from, to);

    public string Rows(TelemetrySignal signal, string table, long from = long.MinValue, long to = long.MaxValue) => Translator.Rows(signal, Snapshot.RowsOf(signal, table, from, to));

    /// <summary>Spans that are not sealed; null: there are none.</summary>
    public string? UnsealedSpans() => Snapshot.Segments.Any(s => UnsealedTables.Bodies(s, TelemetrySignal.Traces).Any()) ? Translator.Rows(TelemetrySignal.Traces, $"SELECT * FROM hot_spans({Snapshot.Id})") : null;

    /// <summary>The files' spans that may be of a trace; the caller's own condition on it is still needed.</summary>
    public string SpansOf(Guid trace) => Translator.Rows(TelemetrySignal.Traces, Snapshot.SpansOf(trace));

    public SchemaTranslator Translator => SchemaTranslator.Of(Snapshot.Plan);

    /// <summary>A table's rows as they are stored.</summary>
    public string Stored(string table) => table switch
    {
        "spans" => Snapshot.RowsOf(TelemetrySignal.Traces, table),
        "logs" => Snapshot.RowsOf(TelemetrySignal.Logs, table),
        "metric_points" => Snapshot.RowsOf(TelemetrySignal.Metrics, table),
        _ => Counted(table),
    };

    public string Rollups => Translator.Operations(Counted("rollups"));

    public string ObjectiveMinutes => Translator.Definitions(Counted("objective_minutes"));

    /// <summary>Counts of objectives without a statement; null: there are too many of them, or they stand under other names.</summary>
    public IReadOnlyList<IReadOnlyList<CountSum>>? ObjectiveSums(HourParts parts, IReadOnlyList<(CountedName Name, string? Environment)> asked) => Sums(objectives, parts, asked);

    /// <summary>The same of requests of operations.</summary>
    public IReadOnlyList<IReadOnlyList<CountSum>>? RequestSums(HourParts parts, IReadOnlyList<(CountedName Name, string? Environment)> asked) => Sums(requests, parts, asked);

    /// <summary>Sealed requests of routes in whole hours; null: a statement must be asked.</summary>
    /// <param name="left">Hours that are not among them.</param>
    public Dictionary<RouteName, RouteSum>? RouteSums(IReadOnlyList<(long From, long To)> hours, out IReadOnlyList<(long From, long To)> left)
    {
        left = [];
        return Translator.LeavesOperations ? routes.Of(Snapshot, hours, out left, Cancellation) : null;
    }

    private IReadOnlyList<IReadOnlyList<CountSum>>? Sums(CountMemory memory, HourParts parts, IReadOnlyList<(CountedName Name, string? Environment)> asked) =>
        Translator.LeavesOperations ? memory.Of(Snapshot, parts, asked, Cancellation) : null;

    public List<T> Read<T>(string sql, Func<DuckDBDataReader, T> row, params (string Name, object Value)[] parameters)
    {
        var rows = new List<T>();
        Each(sql, r => rows.Add(row(r)), parameters);
        return rows;
    }

    /// <summary>Row by row, for more than should be held.</summary>
    public void Each(string sql, Action<DuckDBDataReader> row, params (string Name, object Value)[] parameters)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }

        using var interruption = new Interruption(command, Cancellation);
        try
        {
            using var reader = command.ExecuteReader();
            for (var count = 0; reader.Read(); count++)
            {
                if ((count & 1023) == 0)
                {
                    Cancellation.ThrowIfCancellationRequested();
                }

                row(reader);
            }
        }
        catch (DuckDBException e) when (Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The question was cancelled.", e, Cancellation);
        }
    }

    /// <summary>A segment that was sealed since the snapshot was taken is in both, and counts once.</summary>
    private string Counted(string table) =>
        $"SELECT * EXCLUDE (generation) FROM {Catalog.Name}.{table} WHERE generation < {Snapshot.FirstUnsealed} UNION ALL SELECT * FROM hot_{table}({Snapshot.Id})";

    public void Dispose()
    {
        _connection?.Dispose();
        Snapshot.Dispose();
    }
}
