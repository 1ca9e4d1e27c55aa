using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>A DuckDB of the worker's own: it has the views over one snapshot at a time, and nothing else of the machine.</summary>
internal sealed class WorkerDatabase : IDisposable
{
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private readonly WorkerSetup _setup;
    private readonly UnsealedRows _unsealed;
    private readonly Dictionary<string, string> _defined = [];

    public WorkerDatabase(WorkerSetup setup)
    {
        _setup = setup;
        _connection.Open();
        Configure();
        foreach (var clock in Questions.Views.Clock)
        {
            Run(clock);
        }

        _unsealed = new UnsealedRows(setup, _connection);
    }

    /// <returns>Why the answer is not whole; null when it is.</returns>
    /// <exception cref="QueryException">The query is wrong, or reached a limit.</exception>
    /// <exception cref="IOException">A file of the snapshot is no longer there.</exception>
    public string? Answer(WorkerQuestion question, IAnswerSink sink)
    {
        _unsealed.Show(question.Journals, question.Tables);
        foreach (var name in StatementGuard.Check(_connection, question.Sql))
        {
            Define(name.ToLowerInvariant(), question);
        }

        var limits = new SqlLimits { Time = TimeSpan.FromSeconds(question.Seconds), Left = TimeSpan.FromSeconds(question.SecondsLeft), Rows = question.Rows, Bytes = question.Bytes };
        return AdHocSql.Run(_connection, question.Sql, limits, sink, CancellationToken.None);
    }

    /// <summary>False after an error that DuckDB does not trust itself after: it refuses everything from then on.</summary>
    public bool Answers()
    {
        try
        {
            Catalog.Execute(_connection, "SELECT 1");
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _unsealed.Dispose();
    }

    private void Define(string view, WorkerQuestion question)
    {
        var rows = $"SELECT * FROM {UnsealedRows.Name(view)}(0)";
        if (question.Tables.GetValueOrDefault(view) is { Paths: { Count: > 0 } files } table)
        {
            var isCounted = view is RollupFiles.Rollups or RollupFiles.ObjectiveMinutes;
            rows += $" UNION ALL BY NAME SELECT *{(isCounted ? " EXCLUDE (generation)" : "")} FROM read_parquet({Sql.List(files)}, union_by_name = true){(isCounted ? $" WHERE minute >= {Sql.Time(table.OldestMinute)}" : "")}";
        }

        // Binding a view costs a few milliseconds: only when its files are others than the last time.
        if (_defined.GetValueOrDefault(view) != rows)
        {
            _defined.Remove(view);
            Run($"CREATE OR REPLACE TEMP VIEW {WorkerSetup.Source(view)} AS {rows}");
            Run($"CREATE OR REPLACE TEMP VIEW {view} AS {_setup.Views[view]}");
            _defined[view] = rows;
        }
    }

    private void Configure()
    {
        var directory = Path.GetFullPath(_setup.Directory);
        Run($"SET GLOBAL memory_limit = '{_setup.MemoryMiB}MiB'");
        Run($"SET GLOBAL threads = {_setup.Threads}");
        Run($"SET GLOBAL temp_directory = {Sql.Text(_setup.Scratch)}");
        Run($"SET GLOBAL max_temp_directory_size = '{_setup.DiskMiB}MiB'");

        // DuckDB reads ahead of the answer until this much waits, and does not count the texts in it: so it waits after each chunk.
        Run("SET streaming_buffer_size = '1KiB'");
        Run("SET GLOBAL parquet_metadata_cache = true");
        Run("SET GLOBAL TimeZone = 'UTC'");
        Run("SET GLOBAL autoinstall_known_extensions = false");
        Run("SET GLOBAL autoload_known_extensions = false");
        Run($"SET GLOBAL allowed_directories = {Sql.List([directory + "/", .. _setup.LinksInto is { } into ? new[] { into + "/" } : []])}");
        Run("SET GLOBAL enable_external_access = false");
        Run("SET GLOBAL lock_configuration = true");
    }

    private void Run(string sql)
    {
        try
        {
            Catalog.Execute(_connection, sql);
        }
        catch (DuckDBException e) when (e.Message.Contains("No such file", StringComparison.Ordinal) || e.Message.Contains("No files found", StringComparison.Ordinal))
        {
            throw new FileNotFoundException(e.Message, e);
        }
    }
}
