using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>What a person's query may take.</summary>
public sealed record SqlLimits
{
    /// <summary>The default is 30 seconds.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The default is 10,000 rows; more are cut off, and that is said.</summary>
    public int Rows { get; init; } = 10_000;
}

/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Numbers, texts, truth values, lists and maps of these; null for NULL. Times are ISO 8601 in UTC, blobs hex.</param>
/// <param name="IsCut">There were more rows than the limit.</param>
public sealed record SqlAnswer(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsCut)
{
    /// <summary>What was stored and the rows could not come from.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>The query cannot be answered; the message is for the person who asked.</summary>
public sealed class QueryException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Runs one SELECT of a person over the documented views.</summary>
internal static class PersonalSql
{
    private const int Select = 1, Explain = 10;

    public static SqlAnswer Answer(QuerySession asked, string sql, SqlLimits limits, CancellationToken cancellation)
    {
        Views.Create(asked);
        RefuseUnlessItOnlyReads(asked, sql);
        using var command = asked.Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeOut.CancelAfter(limits.Time);
        using var registration = timeOut.Token.Register(command.Cancel);
        try
        {
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
            var rows = new List<IReadOnlyList<object?>>();
            while (reader.Read())
            {
                if (rows.Count == limits.Rows)
                {
                    return new(columns, rows, true);
                }

                rows.Add([.. Enumerable.Range(0, columns.Length).Select(i => reader.IsDBNull(i) ? null : PlainValue.Of(reader.GetValue(i)))]);
            }

            return new(columns, rows, false);
        }
        catch (Exception e) when (timeOut.IsCancellationRequested)
        {
            throw new QueryException($"The query took longer than {limits.Time.TotalSeconds:0.#} seconds and was stopped. Narrow its time range, or give it more with --timeout.", e);
        }
        catch (DuckDBException e)
        {
            throw new QueryException(e.Message, e);
        }
    }

    private static void RefuseUnlessItOnlyReads(QuerySession asked, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(asked.Connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count <= 0)
            {
                throw new QueryException(NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error ? error : "There is no statement in the query.");
            }

            if (count > 1)
            {
                throw new QueryException("Only one statement at a time is allowed.");
            }
        }

        var state = NativeMethods.PreparedStatements.DuckDBPrepare(asked.Connection.NativeConnection, sql, out var prepared);
        using (prepared)
        {
            if (state != DuckDBState.Success)
            {
                throw new QueryException(NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            }

            if (DuckDbNative.StatementType(prepared.DangerousGetHandle()) is not (Select or Explain))
            {
                throw new QueryException("Only queries that read are allowed: SELECT, WITH … SELECT, DESCRIBE, EXPLAIN.");
            }
        }
    }
}
