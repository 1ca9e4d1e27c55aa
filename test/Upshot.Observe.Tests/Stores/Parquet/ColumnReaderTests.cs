using System.Text;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Stores.Parquet;

public class ColumnReaderTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 7)]
    [InlineData(5, 9)]
    [InlineData(6, 65)]
    [InlineData(7, 1000)]
    [InlineData(8, 6000)]
    [InlineData(9, 45_000)]
    [InlineData(10, 90_000)]
    public void Values_are_those_that_were_written_by_us_and_by_DuckDB(int seed, int count)
    {
        var rows = new RandomRows(seed, count, withNaN: true);
        using var file = new WrittenFile(rows.Columns, rows.Scan, count);

        Assert.Null(Different(file.Ours, rows, count));
        Assert.Null(Different(file.Copy, rows, count));
    }

    [Fact]
    public void A_column_that_a_file_does_not_have_has_no_value()
    {
        var rows = new RandomRows(1, 5, withNaN: false);
        using var written = new WrittenFile(rows.Columns, rows.Scan, 5);
        using var file = File.OpenHandle(written.Ours);
        using var reader = ColumnReader.Rent();

        reader.Read(file, null, ColumnType.Text, 5);

        Assert.Equal([-1, -1, -1, -1, -1], Enumerable.Range(0, 5).Select(reader.ValueOf));
    }

    [Theory]
    [InlineData("range AS a", "snappy")]
    [InlineData("range AS a, [range] AS b", "zstd")]
    [InlineData("range::INTEGER AS a", "zstd")]
    [InlineData("range::VARCHAR AS a", "zstd")]
    public void What_is_of_another_form_is_refused(string columns, string compression)
    {
        using var written = new WrittenFile([new("a", ColumnType.Integer)], () => new Nothing(), 0);
        var path = Path.GetTempFileName();
        written.Lines($"COPY (SELECT {columns} FROM range(1000)) TO '{path}' (FORMAT parquet, COMPRESSION {compression})");
        using var file = File.OpenHandle(path);
        using var reader = ColumnReader.Rent();

        Assert.Throws<FormatException>(() =>
        {
            foreach (var group in FileLayout.Of(ParquetFooter.Bytes(file)))
            {
                reader.Read(file, group.Columns["a"], ColumnType.Integer, group.Rows);
            }
        });
        File.Delete(path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_damaged_is_an_error_or_other_values_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var rows = new RandomRows(seed, 500, withNaN: false);
        using var written = new WrittenFile(rows.Columns, rows.Scan, 500);
        var whole = File.ReadAllBytes(written.Copy);
        var path = Path.GetTempFileName();
        for (var run = 0; run < 60; run++)
        {
            var bytes = whole.ToArray();
            for (var i = 0; i < 20; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            Assert.True(Record.Exception(() => ReadAll(path, rows.Columns)) is null or FormatException);
        }

        File.Delete(path);
    }

    private static void ReadAll(string path, IReadOnlyList<Column> columns)
    {
        using var file = File.OpenHandle(path);
        using var reader = ColumnReader.Rent();
        foreach (var group in FileLayout.Of(ParquetFooter.Bytes(file)))
        {
            foreach (var column in columns)
            {
                reader.Read(file, group.Columns.GetValueOrDefault(column.Name), column.Type, group.Rows);
                for (var row = 0; row < group.Rows; row++)
                {
                    Of(reader, column.Type, row);
                }
            }
        }
    }

    /// <summary>The first value that differs; null: none does.</summary>
    private static string? Different(string path, RandomRows rows, int count)
    {
        using var file = File.OpenHandle(path);
        using var reader = ColumnReader.Rent();
        var first = 0;
        foreach (var group in FileLayout.Of(ParquetFooter.Bytes(file)))
        {
            for (var column = 0; column < rows.Columns.Count; column++)
            {
                var type = rows.Columns[column].Type;
                reader.Read(file, group.Columns[rows.Columns[column].Name], type, group.Rows);
                for (var row = 0; row < group.Rows; row++)
                {
                    if (!Equals(As(type, rows.Value(first + row, column)), As(type, Of(reader, type, row))))
                    {
                        return $"{path}: {rows.Columns[column]}, row {first + row}: {Of(reader, type, row)} instead of {rows.Value(first + row, column)}";
                    }
                }
            }

            first += group.Rows;
        }

        return first == count ? null : $"{first} rows";
    }

    private static object? As(ColumnType type, object? value) => type == ColumnType.Double && value is long bits ? BitConverter.Int64BitsToDouble(bits) : value;

    private static object? Of(ColumnReader reader, ColumnType type, int row) => reader.ValueOf(row) is not (>= 0 and var value) ? null : type switch
    {
        ColumnType.Text or ColumnType.Json => Encoding.UTF8.GetString(reader.Text(value)),
        ColumnType.Uuid => reader.Uuid(value),
        _ => reader.Number(value),
    };

    private sealed class Nothing : RecordScan
    {
        public override bool Next(ColumnChunk chunk) => false;
    }
}
