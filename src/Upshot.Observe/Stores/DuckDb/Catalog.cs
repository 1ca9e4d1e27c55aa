using System.Globalization;
using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The DuckDB database beside the Parquet files: which files there are, the rollups, the hashes of recent requests,
/// announced releases. Every change that belongs together is one transaction.
/// </summary>
internal sealed class Catalog : IDisposable
{
    public const int SchemaVersion = 7;

    /// <summary>The schema of its tables, for where a view of the same name is in the way.</summary>
    public const string Name = "upshot.main";
    private readonly string _connectionString;
    private readonly DuckDBConnection _keepOpen;
    private long _countChanges;

    private Catalog(string connectionString, DuckDBConnection connection) => (_connectionString, _keepOpen) = (connectionString, connection);

    /// <exception cref="StoreException">The catalog is damaged, or it was written by a newer version.</exception>
    public static Catalog Open(StoreOptions options)
    {
        var path = Path.Combine(options.Directory, "upshot.duckdb");
        var connectionString = $"Data Source={path}";
        var connection = new DuckDBConnection(connectionString);
        try
        {
            connection.Open();
        }
        catch (DuckDBException e)
        {
            connection.Dispose();
            throw new StoreException($"The catalog {path} cannot be opened: {e.Message}", e);
        }

        var catalog = new Catalog(connectionString, connection);
        try
        {
            catalog.Configure(options);
            CatalogMigrations.Run(catalog);
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    public DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(_connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>A connection in a transaction, which ends with it and changes nothing.</summary>
    public DuckDBConnection Begin()
    {
        var connection = Connect();
        try
        {
            Execute(connection, "BEGIN");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>In a transaction of its own: a statement outside of one is planned with what was there before another's commit, and executed after it.</summary>
    public void Execute(string sql) => Together(connection => Execute(connection, sql));

    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public IReadOnlyList<T> Read<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        var rows = new List<T>();
        Each(sql, r =>
        {
            rows.Add(row(r));
            return true;
        });
        return rows;
    }

    /// <summary>Row by row, for more than should be held.</summary>
    /// <param name="row">Whether to go on.</param>
    public void Each(string sql, Func<DuckDBDataReader, bool> row)
    {
        using var connection = Begin();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read() && row(reader))
        {
        }
    }

    /// <summary>Several statements that happen together or not at all.</summary>
    public void Together(Action<DuckDBConnection> statements)
    {
        using var connection = Begin();
        try
        {
            statements(connection);
            Execute(connection, "COMMIT");
        }
        catch
        {
            RollBack(connection);
            throw;
        }
    }

    private static void RollBack(DuckDBConnection connection)
    {
        try
        {
            Execute(connection, "ROLLBACK");
        }
        catch (DuckDBException)
        {
            // The commit failed and took the transaction with it: why it failed is what matters.
        }
    }

    /// <summary>How often sealed counts were changed or deleted since the start; a seal only adds some.</summary>
    public long CountChanges => Interlocked.Read(ref _countChanges);

    /// <summary>To be said when sealed counts are no more what they were.</summary>
    public void CountsChanged() => Interlocked.Increment(ref _countChanges);

    public long SealedSegment() =>
        long.Parse(Read("SELECT value FROM meta WHERE key = 'sealed_generation'", r => r.GetString(0))[0], CultureInfo.InvariantCulture);

    public void SetMeta(string key, string value) => Execute($"INSERT OR REPLACE INTO meta VALUES ({Sql.Text(key)}, {Sql.Text(value)})");

    /// <summary>Null: it was never set.</summary>
    public string? Meta(string key) => Read($"SELECT value FROM meta WHERE key = {Sql.Text(key)}", r => r.GetString(0)) is [var value] ? value : null;

    public void Dispose() => _keepOpen.Dispose();

    private void Configure(StoreOptions options)
    {
        var directories = string.Join(", ", new[] { options.Directory, options.LinksInto }.Where(d => d is not null).Select(d => Sql.Text(Path.GetFullPath(d!) + "/")));
        Execute($"SET GLOBAL memory_limit = '{options.QueryMemoryMiB}MiB'");
        Execute($"SET GLOBAL temp_directory = {Sql.Text(Path.Combine(Path.GetFullPath(options.Directory), "tmp"))}");
        Execute("SET GLOBAL parquet_metadata_cache = true");
        Execute("SET GLOBAL autoinstall_known_extensions = false");
        Execute("SET GLOBAL autoload_known_extensions = false");

        // A person's query reads this directory's files and nothing else on the machine.
        Execute($"SET GLOBAL allowed_directories = [{directories}]");
        Execute("SET GLOBAL enable_external_access = false");
        Execute("SET GLOBAL lock_configuration = true");
    }
}
