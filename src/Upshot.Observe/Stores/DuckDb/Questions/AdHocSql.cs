using DuckDB.NET.Data;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Takes the rows of an answer as they come.</summary>
internal interface IAnswerSink
{
    void Begin(IReadOnlyList<string> columns);

    /// <summary>False when it takes no more: the row is not part of the answer.</summary>
    bool TryTake(IReadOnlyList<object?> row);
}

/// <summary>Runs one checked statement of a person, within its limits.</summary>
internal static class AdHocSql
{
    /// <returns>Why the answer is not whole; null when it is.</returns>
    /// <exception cref="QueryException">The query is wrong, or reached the limit of time.</exception>
    public static string? Run(DuckDBConnection connection, string sql, SqlLimits limits, IAnswerSink sink, CancellationToken cancellation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeOut.CancelAfter(limits.Left ?? limits.Time);
        using var registration = timeOut.Token.Register(command.Cancel);
        try
        {
            using var reader = command.ExecuteReader();
            string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            sink.Begin(columns);
            for (var rows = 0; reader.Read(); rows++)
            {
                timeOut.Token.ThrowIfCancellationRequested();
                if (rows == limits.Rows)
                {
                    return FormattableString.Invariant($"It ends after {limits.Rows:#,0} rows, the limit that was asked for.");
                }

                if (!sink.TryTake([.. columns.Select((name, i) => ValueOf(reader, i, name))]))
                {
                    return FormattableString.Invariant($"It ends after {rows:#,0} rows: an answer has at most {limits.Bytes >> 20} MiB. Select fewer columns, or aggregate.");
                }
            }

            return null;
        }
        catch (Exception) when (timeOut.IsCancellationRequested)
        {
            throw new QueryException(SqlErrors.TookTooLong(limits.Time));
        }
        catch (DuckDBException e)
        {
            throw new QueryException(SqlErrors.InWords(e.Message), e);
        }
        catch (OutOfMemoryException e)
        {
            throw new QueryException(SqlErrors.TookTooMuchMemory, e);
        }
    }

    private static object? ValueOf(DuckDBDataReader reader, int column, string name)
    {
        try
        {
            return reader.IsDBNull(column) ? null : PlainValue.Of(reader.GetValue(column));
        }
        catch (Exception e) when (e is not (DuckDBException or OutOfMemoryException))
        {
            // Times after the year 9999, numbers of 200 digits: DuckDB has them, .NET does not.
            throw new QueryException($"A value of the column {name} is beyond what can be shown: convert it with ::VARCHAR.", e);
        }
    }
}
