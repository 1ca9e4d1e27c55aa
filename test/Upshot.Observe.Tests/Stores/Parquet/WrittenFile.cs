using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Stores.Parquet;

/// <summary>The same rows in a file of ours and in one that DuckDB's COPY made of them, and a DuckDB that reads both.</summary>
internal sealed class WrittenFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-parquet").FullName;
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    public WrittenFile(IReadOnlyList<Column> columns, Func<RecordScan> scan, int rows, ParquetFile? file = null)
    {
        _connection.Open();
        Execute("SET threads = 1");
        new UnsealedTable("rows", columns, _ => [scan]).Register(_connection.NativeConnection);
        Execute($"COPY (SELECT * FROM rows(0)) TO '{Copy}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 40960, KV_METADATA {{upshot: 'said ''so'''}})");
        var ours = file ?? new ParquetFile(columns);
        ours.Write(Ours, scan(), rows, KeyValuePair.Create("upshot", "said 'so'"), group => GroupRows.Add(group.Rows));
        if (file is null)
        {
            ours.Dispose();
        }
    }

    public List<int> GroupRows { get; } = [];

    public string Ours => Path.Combine(_folder, "ours.parquet");

    public string Copy => Path.Combine(_folder, "copy.parquet");

    public long Number(string sql) => Convert.ToInt64(Lines(sql)[0], CultureInfo.InvariantCulture);

    public List<string> Lines(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return lines;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
