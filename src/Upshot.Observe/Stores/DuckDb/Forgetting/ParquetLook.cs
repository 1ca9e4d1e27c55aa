using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>What a Parquet file has of a subject, looked up in its rows: compressed texts are no bytes that anybody finds.</summary>
internal sealed class ParquetLook(Subject subject) : IDisposable
{
    private readonly DuckDBConnection _connection = Open();
    private readonly SealedFileReader _metadata = new();

    /// <param name="Removed">Rows of the subject.</param>
    /// <param name="Changed">Others that have its value in a text.</param>
    public sealed record Found(long Removed, long Changed, SubjectRows Rows);

    /// <summary>Null: the file cannot be read.</summary>
    public Found? In(string path)
    {
        try
        {
            var source = $"read_parquet({Sql.Text(path)})";
            var rows = SubjectRows.Of(_connection, source, subject, AttributesOf(path));
            using var command = _connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FILTER ({rows.IsOfSubject}), count(*) FILTER (NOT {rows.IsOfSubject} AND {rows.HasText}) FROM {source}";
            using var reader = command.ExecuteReader();
            reader.Read();
            return new(Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture), rows);
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    public SealedFileMetadata? MetadataOf(string path) => _metadata.Read(path);

    public void Dispose()
    {
        _connection.Dispose();
        _metadata.Dispose();
    }

    private Dictionary<string, string> AttributesOf(string path)
    {
        var known = WellKnownAttributes.OfSpans.Concat(WellKnownAttributes.OfLogs).Concat(WellKnownAttributes.OfMetrics).Select(c => (c.Name, Attribute: c.Attribute!));
        return known.Concat((_metadata.Read(path)?.AttributeColumns ?? []).Select(c => (c.Name, c.Attribute))).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Attribute, StringComparer.Ordinal);
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Catalog.Execute(connection, "SET threads = 1");
        Catalog.Execute(connection, "SET autoinstall_known_extensions = false");
        return connection;
    }
}
