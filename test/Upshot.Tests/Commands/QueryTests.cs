using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class QueryTests(TwoReleases releases)
{
    private const string ByVersion = "SELECT version, count(*) AS requests FROM spans WHERE kind = 'server' GROUP BY version ORDER BY version";

    [Fact]
    public async Task Csv_has_a_head_and_a_line_for_each_row()
    {
        var ended = await releases.Ask("query", ByVersion, "--format", "csv");

        Assert.Equal(new Ended(0, "version,requests\n1.0,360\n1.1,360\n", ""), ended);
    }

    [Fact]
    public async Task Csv_quotes_what_would_break_it()
    {
        var ended = await releases.Ask("query", """SELECT 'a,"b"' AS "x,y", NULL AS n""", "--format", "csv");

        Assert.Equal("\"x,y\",n\n\"a,\"\"b\"\"\",\n", ended.Output);
    }

    [Fact]
    public async Task Json_is_a_list_of_objects_with_numbers_as_numbers()
    {
        var ended = await releases.Ask("query", ByVersion, "--format", "json");

        var rows = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal(["1.0", "1.1"], rows.EnumerateArray().Select(r => r.GetProperty("version").GetString()));
        Assert.Equal([360, 360], rows.EnumerateArray().Select(r => r.GetProperty("requests").GetInt32()));
    }

    [Fact]
    public async Task A_table_ends_with_the_number_of_rows()
    {
        var ended = await releases.Ask("query", ByVersion);

        Assert.Equal(0, ended.Code);
        Assert.Matches(@"version\s+.*requests", ended.Output);
        Assert.EndsWith("2 rows\n", ended.Output);
    }

    [Fact]
    public async Task The_documented_views_have_their_documented_columns()
    {
        var ended = await releases.Ask("query", "SELECT trace_id, span_id, parent_span_id, start_time, duration_ns, service, name, kind, status, version, environment FROM spans WHERE parent_span_id <> '' ORDER BY version, start_time LIMIT 1", "--format", "json");

        var row = JsonDocument.Parse(ended.Output).RootElement[0];
        Assert.Matches("^[0-9a-f]{32}$", row.GetProperty("trace_id").GetString());
        Assert.Matches("^[0-9a-f]{16}$", row.GetProperty("span_id").GetString());
        Assert.Matches("^[0-9a-f]{16}$", row.GetProperty("parent_span_id").GetString());
        Assert.Equal(("shop", "SELECT cart", "client", "unset", "1.0"), (Text("service"), Text("name"), Text("kind"), Text("status"), Text("version")));
        Assert.InRange(row.GetProperty("duration_ns").GetInt64(), 20_000_000, 30_000_000);
        foreach (var view in new[] { "logs", "metric_points", "rollups", "objective_minutes" })
        {
            Assert.Equal(0, (await releases.Ask("query", $"SELECT * FROM {view} LIMIT 1")).Code);
        }

        string Text(string name) => row.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData("DELETE FROM upshot.main.rollups")]
    [InlineData("CREATE TABLE mine (a INTEGER)")]
    [InlineData("COPY (SELECT 1) TO '/tmp/upshot-was-here.csv'")]
    [InlineData("SELECT 1; DROP TABLE upshot.main.meta")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("ATTACH '/tmp/other.duckdb'")]
    [InlineData("SELEC 1")]
    [InlineData("")]
    public async Task What_does_more_than_read_the_store_is_refused_in_a_sentence(string sql)
    {
        var ended = await releases.Ask("query", sql);

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.True(ended.Errors.Trim().Length > 10, ended.Errors);
        Assert.DoesNotContain("   at ", ended.Errors);
        Assert.Equal("720", (await releases.Server.Query("SELECT sum(requests)::VARCHAR FROM rollups"))[0][0].GetString());
    }

    [Fact]
    public async Task Rows_beyond_the_limit_are_cut_off_and_that_is_said()
    {
        var ended = await releases.Ask("query", "SELECT span_id FROM spans", "--limit", "3", "--format", "csv");

        Assert.Equal((0, 4), (ended.Code, ended.Output.TrimEnd().Split('\n').Length));
        Assert.Equal("This is not the whole answer. It ends after 3 rows, the limit that was asked for. --limit N shows more rows.", ended.Errors.TrimEnd());
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_stopped()
    {
        var ended = await releases.Ask("query", "SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000) b", "--timeout", "0.5");

        Assert.Equal(1, ended.Code);
        Assert.StartsWith("The query took longer than 0.5 seconds and was stopped.", ended.Errors);
    }

    [Fact]
    public async Task Without_a_server_and_without_data_it_says_what_to_do()
    {
        using var folder = new TemporaryFolder();

        var ended = await UpshotProgram.Run("query", "SELECT 1", "--data", folder["nothing"]);

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains($"there is no data directory {folder["nothing"]}", ended.Errors);
        Assert.Contains("upshot serve", ended.Errors);
        Assert.False(Directory.Exists(folder["nothing"]));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var ended = await UpshotProgram.Run("query", "SELECT 1", "--server", "http://127.0.0.1:9");

        Assert.Equal(1, ended.Code);
        Assert.StartsWith("The server at http://127.0.0.1:9/ does not answer:", ended.Errors);
    }
}
