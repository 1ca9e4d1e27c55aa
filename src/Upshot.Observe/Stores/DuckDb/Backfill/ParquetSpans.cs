using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>Spans in a Parquet file as this program seals it, or as somebody copied its view into one.</summary>
public static class ParquetSpans
{
    /// <summary>The file as protobuf requests of at most so many spans each.</summary>
    /// <exception cref="StoreException">It is no such file; the message says what it is.</exception>
    public static IEnumerable<byte[]> Read(string path, int most)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Catalog.Execute(connection, "SET threads = 1");
        Catalog.Execute(connection, "SET autoinstall_known_extensions = false");
        var columns = ColumnsOf(connection, path);
        if (!SpanRows.AreSpans(columns))
        {
            throw new StoreException($"{path} holds no spans: its columns are {string.Join(", ", columns.Take(12))}. Give files named spans-….parquet, or a copy of the view spans.");
        }

        using var metadata = new SealedFileReader();
        var declared = metadata.Read(path)?.AttributeColumns ?? [];
        var attributes = WellKnownAttributes.OfSpans.Select(c => (c.Name, Attribute: c.Attribute!)).Concat(declared.Select(c => (c.Name, c.Attribute)))
            .DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Attribute, StringComparer.OrdinalIgnoreCase);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT *, epoch_ns(start_time) AS start_nanos FROM read_parquet({Sql.Text(path)})";
        using var rows = Start(command, path);
        var spans = new SpanRows(rows, attributes);
        while (true)
        {
            using var request = new RequestBuffer(1 << 20);
            if (spans.Write(request, most) == 0)
            {
                yield break;
            }

            yield return request.Bytes.ToArray();
        }
    }

    private static List<string> ColumnsOf(DuckDBConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet({Sql.Text(path)}))";
        using var rows = Start(command, path);
        var columns = new List<string>();
        while (rows.Read())
        {
            columns.Add(rows.GetString(0));
        }

        return columns;
    }

    private static DuckDBDataReader Start(DuckDBCommand command, string path)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (DuckDBException e)
        {
            throw new StoreException($"{path} cannot be read as Parquet: {e.Message.Split('\n')[0]}", e);
        }
    }
}
