using DuckDB.NET.Data;
using Upshot.Observe.Stores.Parquet;

namespace Upshot.Observe.Tests.Stores.Parquet;

public sealed class ParquetFooterTests : IDisposable
{
    private const string Text = "what a file says of itself: 'quoted', \"quoted\", ünïcode ☂";
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("SELECT range AS a, 'x' || range AS b FROM range(100000)")]
    [InlineData("SELECT 1 AS a WHERE false")]
    [InlineData("SELECT MAP {'k': [1, 2]} AS m, {'a': 1, 'b': NULL::VARCHAR} AS s, [[1], []] AS l, 1.5::DECIMAL(9, 3) AS d, gen_random_uuid() AS u, now() AS t, true AS b")]
    public void The_value_of_a_key_is_what_a_database_reads(string query)
    {
        var path = Write(_folder, query, $"other: 'ignored', upshot: '{Text.Replace("'", "''", StringComparison.Ordinal)}', last: 'x'");

        Assert.Equal(Text, ParquetFooter.ValueOf(path, "upshot"));
        Assert.Equal("ignored", ParquetFooter.ValueOf(path, "other"));
        Assert.Null(ParquetFooter.ValueOf(path, "nothing"));
    }

    [Fact]
    public void A_file_without_a_description_says_nothing()
    {
        var path = Path.Combine(_folder, "plain.parquet");
        Run($"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet)");
        Assert.Null(ParquetFooter.ValueOf(path, "upshot"));
    }

    [Fact]
    public void A_footer_that_is_cut_or_damaged_anywhere_says_nothing_or_what_it_said()
    {
        var path = Write(_folder, "SELECT range AS a, 'x' || range AS b FROM range(1000)", $"upshot: '{new string('v', 40)}'");
        var whole = File.ReadAllBytes(path);
        var footer = BitConverter.ToInt32(whole, whole.Length - 8) + 8;
        for (var length = whole.Length - 1; length > whole.Length - footer; length -= 3)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            Assert.Null(ParquetFooter.ValueOf(path, "upshot"));
        }

        for (var at = whole.Length - footer; at < whole.Length; at++)
        {
            foreach (var bit in new[] { 0x01, 0x10, 0x80 })
            {
                whole[at] ^= (byte)bit;
                File.WriteAllBytes(path, whole);
                Assert.InRange(ParquetFooter.ValueOf(path, "upshot")?.Length ?? 40, 0, 40);
                whole[at] ^= (byte)bit;
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1PAR1")]
    [InlineData("PAR1\u0000\u0000\u0000\u0000PAR1")]
    [InlineData("PAR1\u007f\u007f\u007f\u007fPAR1")]
    [InlineData("PAR1\u0019\u0007\u0001\u0000\u0000\u0000PAR1")]
    [InlineData("PAR1\u0059\u0007\u0007\u0007\u0007\u0004\u0000\u0000\u0000PAR1")]
    public void What_is_no_footer_says_nothing(string bytes)
    {
        var path = Path.Combine(_folder, "x.parquet");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Null(ParquetFooter.ValueOf(path, "upshot"));
        Assert.Null(ParquetFooter.ValueOf(path + ".gone", "upshot"));
    }

    private static string Write(string folder, string query, string metadata)
    {
        var path = Path.Combine(folder, "some.parquet");
        Run($"COPY ({query}) TO '{path}' (FORMAT parquet, KV_METADATA {{{metadata}}})");
        return path;
    }

    private static void Run(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
