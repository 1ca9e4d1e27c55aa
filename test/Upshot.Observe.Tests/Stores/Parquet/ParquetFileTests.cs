using System.Text;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Stores.Parquet;

public class ParquetFileTests
{
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(4, 7, false)]
    [InlineData(5, 8, true)]
    [InlineData(6, 65, false)]
    [InlineData(7, 1000, true)]
    [InlineData(8, 6000, false)]
    [InlineData(9, 20_000, true)]
    public void Rows_read_as_those_that_DuckDB_writes(int seed, int count, bool withNaN)
    {
        var rows = new RandomRows(seed, count, withNaN);
        using var file = new WrittenFile(rows.Columns, rows.Scan, count);

        Assert.Equal(file.Lines($"DESCRIBE SELECT * FROM '{file.Copy}'"), file.Lines($"DESCRIBE SELECT * FROM '{file.Ours}'"));
        Assert.Equal(count, file.Number($"SELECT count(*) FROM '{file.Ours}'"));
        foreach (var column in rows.Columns)
        {
            Assert.True(0 == file.Number($"SELECT count(*) FROM '{file.Copy}' a POSITIONAL JOIN '{file.Ours}' b WHERE a.{column.Name} IS DISTINCT FROM b.{column.Name}"), column.Name);
            Assert.Equal(file.Number($"SELECT count({column.Name}) FROM '{file.Copy}'"), file.Number($"SELECT count({column.Name}) FROM '{file.Ours}'"));
        }

        Assert.Equal(file.Lines(Said(file.Copy)), file.Lines(Said(file.Ours)));

        static string Said(string path) => $"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')";
    }

    [Theory]
    [InlineData(11, 1, false)]
    [InlineData(12, 500, false)]
    [InlineData(13, 500, true)]
    [InlineData(14, 6000, false)]
    public void Statistics_are_those_that_DuckDB_writes(int seed, int count, bool withNaN)
    {
        var rows = new RandomRows(seed, count, withNaN);
        using var file = new WrittenFile(rows.Columns, rows.Scan, count);

        Assert.Equal(file.Lines(Statistics(file.Copy)), file.Lines(Statistics(file.Ours)));

        // Zeros are written as both zeros, and DuckDB writes which of them it met.
        static string Statistics(string path) =>
            $"SELECT path_in_schema, type, num_values, stats_null_count, replace(stats_min_value, '-0.0', '0.0'), replace(stats_max_value, '-0.0', '0.0'), min_is_exact, max_is_exact FROM parquet_metadata('{path}') ORDER BY column_id";
    }

    /// <summary>Bounds of long texts are cut: the lower one to a prefix, the upper one to a prefix that is greater, or there are none.</summary>
    [Theory]
    [InlineData("a", 300, "b", 300)]
    [InlineData("0", 300, "é", 1)]
    [InlineData("\u007f", 300, "é", 300)]
    [InlineData("🚀", 300, "🚀", 300)]
    public void Long_texts_have_bounds_that_hold(string least, int repeated, string greatest, int again)
    {
        Column[] columns = [new("word", ColumnType.Text)];
        string[] texts = [string.Concat(Enumerable.Repeat(least, repeated)), string.Concat(Enumerable.Repeat(greatest, again))];
        using var file = new WrittenFile(columns, () => new Words(texts), 2);

        Assert.Equal(2, file.Number($"SELECT count(*) FROM '{file.Ours}' WHERE word IN ('{texts[0]}', '{texts[1]}')"));
        Assert.Equal("True", file.Lines($"SELECT stats_min_value IS NULL OR (stats_min_value <= '{texts[0]}' AND strlen(stats_min_value) <= 256 AND min_is_exact = (strlen('{texts[0]}') <= 256)) FROM parquet_metadata('{file.Ours}')")[0]);
        Assert.Equal("True", file.Lines($"SELECT stats_max_value IS NULL OR (stats_max_value >= '{texts[1]}' AND strlen(stats_max_value) <= 256 AND max_is_exact = (strlen('{texts[1]}') <= 256)) FROM parquet_metadata('{file.Ours}')")[0]);
        Assert.Equal(texts[1].All(c => c > 0x7E) && texts[1].Length > 256 ? "True" : "False", file.Lines($"SELECT stats_max_value IS NULL FROM parquet_metadata('{file.Ours}')")[0]);
    }

    [Fact]
    public void What_was_taken_back_is_in_no_dictionary()
    {
        var rows = new RandomRows(21, 300, withNaN: false);
        using var file = new WrittenFile(rows.Columns, rows.Scan, 300);

        var wrong = file.Lines($"SELECT path_in_schema, stats_distinct_count FROM parquet_metadata('{file.Ours}') WHERE stats_distinct_count IS NOT NULL").Select(l => l.Split(" | "))
            .Where(c => file.Number($"SELECT count(DISTINCT {c[0]}) FROM '{file.Copy}'") > long.Parse(c[1]) || (!c[0].EndsWith("double") && file.Number($"SELECT count(DISTINCT {c[0]}) FROM '{file.Copy}'") != long.Parse(c[1])));
        Assert.Empty(wrong.Select(c => c[0]));
    }

    [Fact]
    public void A_filter_excludes_no_value_that_is_there_and_most_that_are_not()
    {
        Column[] columns = [new("word", ColumnType.Text), new("number", ColumnType.Integer), new("small", ColumnType.TinyInteger), new("id", ColumnType.Unsigned)];
        const int Count = 4000;
        using var file = new WrittenFile(columns, () => new EachTwice(Count), Count);

        var excluded = 0;
        for (var value = 0; value < 300; value++)
        {
            foreach (var (column, literal) in new[] { ("word", $"'word {value}'"), ("number", $"{value}::BIGINT"), ("id", $"{value}::UBIGINT"), ("small", $"{value % 200}::UTINYINT") })
            {
                Assert.True(file.Lines(Probe(column, literal)) is ["False"], $"{column} {literal}");
            }

            excluded += file.Lines(Probe("word", $"'other {value}'")) is ["True"] ? 1 : 0;
        }

        Assert.InRange(excluded, 280, 300);

        string Probe(string column, string literal) => $"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{file.Ours}', '{column}', {literal})";
    }

    [Fact]
    public void Row_groups_are_of_one_size_and_files_follow_each_other()
    {
        Column[] columns = [new("word", ColumnType.Text), new("number", ColumnType.Integer), new("small", ColumnType.TinyInteger), new("id", ColumnType.Unsigned)];
        using var ours = new ParquetFile(columns);
        foreach (var (rows, groups) in new[] { (100_000, new[] { 33_334, 33_334, 33_332 }), (45_000, [45_000]), (3, [3]) })
        {
            using var file = new WrittenFile(columns, () => new EachTwice(rows), rows, ours);

            Assert.Equal(groups, file.GroupRows);
            Assert.Equal(0, file.Number($"SELECT count(*) FROM '{file.Copy}' a POSITIONAL JOIN '{file.Ours}' b WHERE a IS DISTINCT FROM b"));
            Assert.Equal(groups.Length, file.Number($"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file.Ours}')"));
        }
    }

    /// <summary>Guards against a file that has rows of one that could not be written.</summary>
    [Fact]
    public void A_file_that_cannot_be_made_leaves_nothing_to_the_next()
    {
        Column[] columns = [new("word", ColumnType.Text), new("number", ColumnType.Integer), new("small", ColumnType.TinyInteger), new("id", ColumnType.Unsigned)];
        using var ours = new ParquetFile(columns);
        var unfinished = Path.GetTempFileName();
        Assert.Throws<IOException>(() => ours.Write(unfinished, new EachTwice(100, failsAt: 50), 100, default, _ => { }));
        File.Delete(unfinished);

        using var file = new WrittenFile(columns, () => new EachTwice(10), 10, ours);
        Assert.Equal(0, file.Number($"SELECT count(*) FROM '{file.Copy}' a FULL JOIN '{file.Ours}' b USING (id, number, word, small) WHERE a.id IS NULL OR b.id IS NULL"));
        Assert.Equal(10, file.Number($"SELECT count(*) FROM '{file.Ours}'"));
    }

    private sealed class Words(string[] words) : RecordScan
    {
        private int _row;

        public override bool Next(ColumnChunk chunk)
        {
            if (_row == words.Length)
            {
                return false;
            }

            chunk.CopyText(0, Encoding.UTF8.GetBytes(words[_row++]));
            chunk.NextRow();
            return true;
        }
    }

    private sealed class EachTwice(int rows, int failsAt = -1) : RecordScan
    {
        private int _row;

        public override bool Next(ColumnChunk chunk)
        {
            if (_row == failsAt)
            {
                throw new IOException("The disk is full.");
            }

            if (_row == rows)
            {
                return false;
            }

            var value = _row++ / 2;
            chunk.CopyText(0, Encoding.UTF8.GetBytes($"word {value}"));
            chunk.SetInteger(1, value);
            chunk.SetByte(2, (byte)(value % 200));
            chunk.SetInteger(3, value);
            chunk.NextRow();
            return true;
        }
    }
}
