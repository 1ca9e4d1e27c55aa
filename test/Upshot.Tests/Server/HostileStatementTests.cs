using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>What somebody would try who wants more than an answer, over every way to ask.</summary>
public sealed class HostileStatementTests
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task No_statement_gets_more_than_an_answer_and_each_refusal_is_a_sentence()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder["data"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Post(TestSpan.Request("shop", "1.0", "a", [new TestSpan("00000000000000010000000000000001", "0000000000000001", "", "GET /", 2, DateTimeOffset.UtcNow.AddSeconds(-1), TimeSpan.FromMilliseconds(5)) { Route = "/" }]))).StatusCode);
        var outside = folder["outside"];

        foreach (var sql in Statements(outside))
        {
            using var answer = await Client.PostAsJsonAsync(new Uri(server.Http, "/api/v1/query"), new { sql, timeoutSeconds = 60 }, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{sql}: {answer.StatusCode} {text}");
            var title = JsonDocument.Parse(text).RootElement.GetProperty("title").GetString()!;
            Assert.True(title.Length is > 10 and < 1_000 && title.EndsWith('.') && !title.Contains("Error:", StringComparison.Ordinal), $"{sql}: {title}");
        }

        Assert.False(Path.Exists(outside));
        Assert.Equal(1, (await server.Query("SELECT count(*) FROM spans"))[0][0].GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);
        Assert.DoesNotContain("ended the process", server.Errors);
    }

    [Fact]
    public async Task The_command_refuses_them_with_a_server_and_over_a_directory_alone()
    {
        using var folder = new TemporaryFolder();
        var data = folder["data"];
        await using (var server = await RunningServer.Start(data))
        {
            await RefusesAll("--server", server.Http.ToString(), "SELECT 1; CHECKPOINT");
        }

        await RefusesAll("--data", data, "SELECT * FROM hot_spans(NULL)", "CALL enable_logging(storage = 'file', storage_path = 'x')");

        async Task RefusesAll(string option, string where, params string[] statements)
        {
            foreach (var sql in statements)
            {
                var ended = await UpshotProgram.Run("query", sql, option, where);

                Assert.Equal((1, ""), (ended.Code, ended.Output));
                Assert.InRange(ended.Errors.Length, 10, 1_000);
            }

            Assert.Equal("1\n1\n", (await UpshotProgram.Run("query", "SELECT 1", option, where, "--format", "csv")).Output);
        }
    }

    private static IEnumerable<string> Statements(string outside) =>
    [
        "SELECT * FROM hot_spans(NULL)", "SELECT * FROM \"HOT_SPANS\"(0)", "SELECT * FROM source_spans", "SELECT * FROM temp.main.source_spans",
        $"CALL enable_logging(storage='file', storage_path='{outside}')", "SELECT * FROM enable_logging()", "CALL disable_logging()", "CALL truncate_duckdb_logs()",
        "CHECKPOINT", "FORCE CHECKPOINT", "CALL checkpoint()", "SELECT * FROM checkpoint()",
        "PRAGMA enable_profiling", "CALL enable_profiling()", $"SET profiling_output = '{outside}'", "PRAGMA database_list", "SELECT * FROM pragma_database_list()",
        "SELECT write_log('x')", "SELECT getenv('PATH')", "SELECT system.main.\"getenv\"('PATH')", "SELECT ('PATH').getenv()", "SELECT list_transform(['PATH'], lambda x: getenv(x))",
        "SELECT COLUMNS(c -> getenv(c) IS NULL) FROM spans", "SELECT list_aggregate([1], 'reservoir_quantile', 0.5, 2000000000)", "SELECT list_aggregate(['spans'], 'query_table')",
        $"COPY (SELECT 1) TO '{outside}'", $"EXPLAIN ANALYZE COPY (SELECT 1) TO '{outside}'", "COPY spans FROM '/etc/passwd'", $"ATTACH '{outside}'", "ATTACH ':memory:' AS x", "DETACH temp",
        $"EXPORT DATABASE '{outside}'", $"IMPORT DATABASE '{outside}'", "INSTALL httpfs", "LOAD httpfs", "UPDATE EXTENSIONS",
        "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_blob('/proc/self/environ')", "SELECT * FROM '/etc/passwd'", "FROM \"/etc/passwd\"",
        "SELECT * FROM glob('/*')", "SELECT * FROM sniff_csv('/etc/passwd')", "SELECT * FROM parquet_metadata('x')", "EXPLAIN SELECT * FROM read_text('/etc/passwd')",
        "BEGIN", "BEGIN; SELECT 1", "COMMIT", "ROLLBACK", "VACUUM", "ANALYZE", "SELECT 1; SELECT 2", "SELECT 1; DROP VIEW spans", ";", "--",
        "PREPARE x AS SELECT 1", "EXECUTE x", "SELECT ?", "SELECT $x", "SET memory_limit = '100GB'", "RESET memory_limit", "SET VARIABLE x = 1", "SELECT getvariable('x')", "USE main",
        "CREATE MACRO f() AS 1", "CREATE TEMP TABLE t AS SELECT 1", "CREATE OR REPLACE TEMP VIEW spans AS SELECT 1", "DROP VIEW spans", "ALTER VIEW spans RENAME TO x", "COMMENT ON VIEW spans IS 'x'",
        "INSERT INTO spans SELECT 1", "EXPLAIN ANALYZE INSERT INTO spans SELECT 1", "DELETE FROM spans", "UPDATE spans SET name = 'x'", "MERGE INTO spans USING spans ON true WHEN MATCHED THEN DELETE",
        "SELECT * FROM query('SELECT 1')", "SELECT * FROM query_table('spans')", "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))", "SELECT json_serialize_sql('BEGIN')",
        "SELECT * FROM duckdb_settings()", "SELECT * FROM duckdb_tables", "SELECT * FROM sqlite_master", "SELECT * FROM pg_catalog.pg_class", "SELECT * FROM information_schema.tables", "SHOW TABLES",
        "SELECT current_setting('temp_directory')", "SELECT sleep_ms(600000)", "SELECT nextval('s')", "SELECT error('x')", "WITH duckdb_tables AS (SELECT 1) SELECT * FROM duckdb_tables",
        "SELECT lead(name, -9223372036854775808) OVER () FROM spans", "SELECT * FROM histogram('source_spans', 'name')", "PIVOT spans ON name USING count(*)",
        "SELECT lpad('x', 2000000000, 'y')", "SELECT list(range) FROM range(1000000000)", "SELECT range(1000000000)", "SELECT 1::getenv", "SELECT name COLLATE getenv FROM spans",
        $"SELECT {string.Concat(Enumerable.Repeat("(", 50_000))}1", $"SELECT {new string('1', 200_000)}", "SELECT '\0'",
    ];
}
