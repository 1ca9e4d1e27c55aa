using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Shop.Telemetry;

/// <summary>
/// A SQLite file, with a span around each statement as the database conventions describe it. A network round trip
/// is added to each, because an embedded database answers faster than any that a real shop would use.
/// </summary>
internal sealed class Database
{
    private readonly string _connection;
    private readonly string _name;
    private readonly TimeSpan _roundTrip;

    /// <param name="schema">Statements that make the tables where they are missing, run in one transaction.</param>
    public Database(string folder, string name, TimeSpan roundTrip, Action<SqliteConnection> schema)
    {
        Directory.CreateDirectory(folder);
        _name = name;
        _roundTrip = roundTrip;
        _connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, $"{name}.db"), DefaultTimeout = 5 }.ToString();
        using var connection = Open();
        Execute(connection, "PRAGMA journal_mode = WAL");

        // Instances of a service share the file; the first to come makes the tables.
        using var transaction = connection.BeginTransaction(deferred: false);
        schema(connection);
        transaction.Commit();
    }

    /// <param name="summary">What is done and to which table, such as <c>SELECT products</c>; names the span.</param>
    public async Task<T> Run<T>(string summary, string sql, Func<SqliteCommand, T> run, CancellationToken cancel)
    {
        using var span = ShopTelemetry.Database.StartActivity(summary, ActivityKind.Client);
        if (span is not null)
        {
            var space = summary.IndexOf(' ', StringComparison.Ordinal);
            span.SetTag("db.system.name", "sqlite");
            span.SetTag("db.namespace", _name);
            span.SetTag("db.query.summary", summary);
            span.SetTag("db.operation.name", summary[..space]);
            span.SetTag("db.collection.name", summary[(space + 1)..]);
            span.SetTag("db.query.text", sql);
        }

        try
        {
            await Task.Delay(_roundTrip, cancel);
            using var connection = Open();
            using var transaction = summary.StartsWith("SELECT", StringComparison.Ordinal) ? null : connection.BeginTransaction(deferred: false);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction;
            var result = run(command);
            if (transaction?.Connection is not null)
            {
                // Whoever ran the command may have rolled it back.
                transaction.Commit();
            }

            return result;
        }
        catch (SqliteException e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            span?.SetTag("error.type", $"{e.SqliteErrorCode}");
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        // The wait of SQLite itself is finer than the 150 ms of its .NET provider.
        Execute(connection, "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000");
        return connection;
    }
}
