using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Upshot.Observe.Stores.Parquet;

namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <summary>What files on the disk say of themselves. One that cannot be read says nothing.</summary>
internal sealed partial class SealedFileReader : IDisposable
{
    // Rows are seldom looked at, and a database takes long to open.
    private DuckDBConnection? _connection;

    /// <summary>Null: the file is damaged, or does not describe itself.</summary>
    public SealedFileMetadata? Read(string path)
    {
        try
        {
            return ParquetFooter.ValueOf(path, SealedFileMetadata.Key) is { } text ? SealedFileMetadata.Parse(text) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the name and the rows of a file say that was sealed before files described themselves; null when they say nothing.</summary>
    public SealedFileMetadata? Guess(string path)
    {
        var name = OldName().Match(Path.GetFileName(path));
        if (!name.Success)
        {
            return null;
        }

        var table = name.Groups[1].Value;
        var time = table == "spans" ? "start_time" : "time";
        try
        {
            using var command = Open().CreateCommand();
            command.CommandText = $"SELECT count(*), epoch_ns(min({time})), epoch_ns(max({time})) FROM read_parquet({Sql.Text(path)})";
            using var reader = command.ExecuteReader();
            return reader.Read() && reader.GetInt64(0) > 0
                ? new(SealedFileMetadata.Latest, "", table, long.Parse(name.Groups[2].Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds())
                : null;
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    /// <summary>The traces that a file of spans has spans of; null when it cannot be read.</summary>
    public TraceFilter? TracesOf(string path)
    {
        try
        {
            using var command = Open().CreateCommand();
            command.CommandText = $"SELECT DISTINCT trace_id FROM read_parquet({Sql.Text(path)}) WHERE trace_id IS NOT NULL";
            using var reader = command.ExecuteReader();
            var traces = new List<Guid>();
            while (reader.Read())
            {
                traces.Add(reader.GetGuid(0));
            }

            return TraceFilter.Of(traces);
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    public void Dispose() => _connection?.Dispose();

    private DuckDBConnection Open()
    {
        if (_connection is null)
        {
            _connection = new("Data Source=:memory:");
            _connection.Open();
            Catalog.Execute(_connection, "SET threads = 1");
            Catalog.Execute(_connection, "SET autoinstall_known_extensions = false");
        }

        return _connection;
    }

    [GeneratedRegex(@"^(spans|logs|metric_points)-(\d{10})(-\d+)?\.parquet$")]
    private static partial Regex OldName();
}
