using DuckDB.NET.Data;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.AdHoc;

public sealed class StatementGuardTests(StatementGuardTests.Parser parser) : IClassFixture<StatementGuardTests.Parser>
{
    private readonly DuckDBConnection _duckDb = parser.DuckDb;

    /// <summary>One for all: it only reads statements.</summary>
    public sealed class Parser : IDisposable
    {
        public Parser() => DuckDb.Open();

        public DuckDBConnection DuckDb { get; } = new("Data Source=:memory:");

        public void Dispose() => DuckDb.Dispose();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM spans", "spans")]
    [InlineData("select s.name, l.body from SPANS s join logs l using (trace_id)", "SPANS,logs")]
    [InlineData("WITH spans AS (SELECT * FROM spans WHERE kind = 'server') SELECT * FROM spans", "spans")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t WHERE x < 5) SELECT * FROM t", "")]
    [InlineData("FROM rollups SELECT sum(requests) OVER (PARTITION BY operation ORDER BY minute)", "rollups")]
    [InlineData("EXPLAIN SELECT * FROM spans", "spans")]
    [InlineData("  explain analyze select 1", "")]
    [InlineData("DESCRIBE spans", "spans")]
    [InlineData("SUMMARIZE SELECT duration_ns FROM spans", "spans")]
    [InlineData("VALUES (1), (2)", "")]
    [InlineData("SELECT attributes->>'a.b', attributes->'x'->>0, [x * 2 for x in [1, 2]], {'a': 1}.a, list_transform([1], lambda x: x + 1), list_aggregate([1], 'sum'), [1].list_aggr('avg') FROM spans", "spans")]
    [InlineData("SELECT * EXCLUDE (attributes) REPLACE (upper(name) AS name), COLUMNS('h.*') FROM spans TABLESAMPLE 10%", "spans")]
    [InlineData("PIVOT spans ON kind IN ('server', 'client') USING count(*)", "spans")]
    [InlineData("UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b", "")]
    [InlineData("SELECT CAST('1' AS DECIMAL(10, 2)), '1'::INTEGER[], TRY_CAST('x' AS STRUCT(a INTEGER)), x NOT IN (1, 2), x IS NULL, NOT x, EXISTS (SELECT 1), x BETWEEN 1 AND 2, name LIKE 'a%', name SIMILAR TO 'a', name COLLATE NOCASE FROM spans, unnest([1]) AS u(x)", "spans")]
    [InlineData("SELECT quantile_cont(duration_ns, [0.5, 0.99]), count(*) FILTER (WHERE status = 'error'), count(DISTINCT trace_id), string_agg(name ORDER BY name) FROM spans GROUP BY GROUPING SETS ((service), ()) HAVING count(*) > 1 ORDER BY ALL LIMIT 10% OFFSET 1", "spans")]
    [InlineData("SELECT extract(hour FROM start_time), start_time AT TIME ZONE 'UTC', current_timestamp, now(), substring(name FROM 2 FOR 3), position('a' IN name), trim(BOTH 'x' FROM name), coalesce(name, ''), ifnull(name, ''), CASE name WHEN 'a' THEN 1 ELSE 2 END FROM spans", "spans")]
    [InlineData("SELECT DISTINCT ON (service) service FROM (SELECT * FROM spans UNION ALL BY NAME SELECT * FROM spans) QUALIFY row_number() OVER (PARTITION BY service) = 1", "spans")]
    [InlineData("SELECT * FROM spans ASOF JOIN logs ON spans.start_time >= logs.time", "logs,spans")]
    [InlineData("SELECT lag(name) OVER w, lead(duration_ns, 2, 0) OVER w, lag(name, -1) OVER w FROM spans WINDOW w AS (ORDER BY start_time)", "spans")]
    [InlineData("SELECT * FROM range(10), LATERAL (SELECT range * 2)", "")]
    public void What_only_reads_the_views_is_let_through(string sql, string views)
    {
        Assert.Equal(views.Split(',', StringSplitOptions.RemoveEmptyEntries), StatementGuard.Check(_duckDb, sql).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("BEGIN")]
    [InlineData("EXPLAIN BEGIN")]
    [InlineData("EXPLAIN INSERT INTO spans VALUES (1)")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("EXPLAIN (FORMAT json) SELECT 1")]
    [InlineData("/*/**/EXPLAIN SELECT 1 --*/\n BEGIN")]
    [InlineData("COMMIT")]
    [InlineData("CHECKPOINT")]
    [InlineData("CALL enable_logging(storage = 'file', storage_path = 'x')")]
    [InlineData("PRAGMA database_list")]
    [InlineData("SET threads = 1")]
    [InlineData("RESET threads")]
    [InlineData("USE memory")]
    [InlineData("LOAD httpfs")]
    [InlineData("INSTALL httpfs")]
    [InlineData("EXPORT DATABASE 'x'")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("EXECUTE p")]
    [InlineData("SELECT $1")]
    [InlineData("SELECT ?")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; BEGIN")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW ALL TABLES")]
    [InlineData("SHOW DATABASES")]
    [InlineData("DESCRIBE")]
    [InlineData("DESCRIBE SELECT * FROM duckdb_tables()")]
    [InlineData("SELECT * FROM hot_spans(NULL)")]
    [InlineData("SELECT * FROM source_spans")]
    [InlineData("SELECT * FROM upshot.main.releases")]
    [InlineData("SELECT * FROM main.spans")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM 'x.parquet'")]
    [InlineData("SELECT * FROM read_parquet('x.parquet')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('*')")]
    [InlineData("SELECT * FROM histogram('source_spans', 'name')")]
    [InlineData("SELECT * FROM repeat('x', 3)")]
    [InlineData("SELECT * FROM spans, LATERAL histogram('source_spans', 'name')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM query('BEGIN')")]
    [InlineData("SELECT * FROM query_table('source_spans')")]
    [InlineData("SELECT * FROM json_execute_serialized_sql('{}')")]
    [InlineData("SELECT * FROM checkpoint()")]
    [InlineData("SELECT * FROM enable_profiling()")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("SELECT * FROM duckdb_tables")]
    [InlineData("SELECT * FROM sqlite_master")]
    [InlineData("SELECT * FROM pg_class")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("SELECT * FROM test_all_types()")]
    [InlineData("SELECT write_log('x')")]
    [InlineData("SELECT sleep_ms(1000000)")]
    [InlineData("SELECT pg_sleep(1000000)")]
    [InlineData("SELECT setseed(0.5)")]
    [InlineData("SELECT nextval('s')")]
    [InlineData("SELECT getvariable('x')")]
    [InlineData("SELECT getenv('PATH')")]
    [InlineData("SELECT current_setting('temp_directory')")]
    [InlineData("SELECT system.main.current_setting('temp_directory')")]
    [InlineData("SELECT 'temp_directory'.current_setting()")]
    [InlineData("SELECT list_transform(['a'], lambda x: current_setting(x))")]
    [InlineData("SELECT sum(1) FILTER (WHERE current_setting('x') = '')")]
    [InlineData("SELECT 1 ORDER BY getvariable('x')")]
    [InlineData("SELECT 1 LIMIT getvariable('x')")]
    [InlineData("SELECT * REPLACE (getvariable('x') AS name) FROM spans")]
    [InlineData("SELECT * FROM spans WHERE name IN (SELECT view_name FROM duckdb_views())")]
    [InlineData("SELECT * FROM spans JOIN glob('*') ON true")]
    [InlineData("VALUES (getvariable('x'))")]
    [InlineData("PIVOT (SELECT * FROM glob('*')) ON file IN ('a') USING count(*)")]
    [InlineData("WITH x AS (SELECT * FROM glob('*')) SELECT 1")]
    [InlineData("SELECT (WITH \"/etc/passwd\" AS (SELECT 1) SELECT 1), * FROM '/etc/passwd'")]
    [InlineData("SELECT (WITH duckdb_tables AS (SELECT 1) SELECT 1), * FROM duckdb_tables")]
    [InlineData("SELECT (WITH source_spans AS (SELECT 1) SELECT 1), * FROM source_spans")]
    [InlineData("SELECT * FROM spans AT (VERSION => 1)")]
    [InlineData("SELECT list_aggregate([1.5], 'reservoir_quantile', 0.5, 2000000000)")]
    [InlineData("SELECT list_aggr([1], 'reservoir_' || 'quantile', 0.5)")]
    [InlineData("SELECT [1].array_aggregate(name) FROM spans")]
    [InlineData("SELECT lead(name, -9223372036854775808) OVER () FROM spans")]
    [InlineData("SELECT lag(name, -9223372036854775807 - 1) OVER () FROM spans")]
    [InlineData("SELECT lag(name, CASE WHEN true THEN -9223372036854775807 - 1 ELSE duration_ns END) OVER () FROM spans")]
    [InlineData("SELECT lag(name, '-9223372036854775808') OVER () FROM spans")]
    [InlineData("SELECT lag(name, (SELECT 1)) OVER () FROM spans")]
    [InlineData("SELECT list_aggr([1], 'reservoir_quantile')")]
    [InlineData("SELECT array_aggr([1], 'reservoir_quantile')")]
    [InlineData("SELECT array_aggregate([1], 'reservoir_quantile')")]
    [InlineData("SELECT aggregate([1], 'reservoir_quantile')")]
    [InlineData("SELECT LIST_AGGREGATE([1], 'reservoir_quantile')")]
    [InlineData("SELECT list_aggregate([1])")]
    [InlineData("SELECT list_aggregate([1], 1)")]
    [InlineData("SELECT reservoir_quantile(1, 0.5, 2000000000) OVER () FROM spans")]
    [InlineData("SELECT [getvariable('x'), 1]")]
    [InlineData("SELECT {'a': {'b': getvariable('x')}}")]
    [InlineData("SELECT CASE WHEN true THEN 1 ELSE getvariable('x') END")]
    [InlineData("SELECT sum(1) OVER (PARTITION BY getvariable('x'))")]
    [InlineData("SELECT sum(1) OVER (ORDER BY getvariable('x'))")]
    [InlineData("SELECT string_agg('x', ',' ORDER BY getvariable('x'))")]
    [InlineData("SELECT 1 GROUP BY getvariable('x')")]
    [InlineData("SELECT 1 HAVING getvariable('x')")]
    [InlineData("SELECT 1 QUALIFY getvariable('x')")]
    [InlineData("SELECT DISTINCT ON (getvariable('x')) 1")]
    [InlineData("SELECT 1 OFFSET getvariable('x')")]
    [InlineData("SELECT * FROM spans JOIN logs ON getvariable('x')")]
    [InlineData("SELECT * FROM range(getvariable('x'))")]
    [InlineData("SELECT 1 UNION ALL SELECT getvariable('x')")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT getvariable('x') FROM t) SELECT * FROM t")]
    [InlineData("SELECT * FROM spans TABLESAMPLE reservoir(10 ROWS), glob('*')")]
    [InlineData("SUMMARIZE SELECT * FROM glob('*')")]
    [InlineData("SUMMARIZE source_spans")]
    [InlineData("DESCRIBE source_spans")]
    [InlineData("UNPIVOT (SELECT * FROM glob('*')) ON file")]
    [InlineData("EXPLAIN EXPLAIN SELECT 1")]
    [InlineData("EXPLAIN ANALYZE BEGIN")]
    [InlineData("EXPLAIN SELECT 1; BEGIN")]
    [InlineData("CREATE TABLE EXPLAIN SELECT 1")]
    public void What_does_more_or_reads_something_else_is_refused(string sql)
    {
        var refused = Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, sql));

        Assert.DoesNotContain("Error:", refused.Message);
    }

    [Theory]
    [InlineData("duckdb_tables")]
    [InlineData("DuckDB_views")]
    [InlineData("pg_class")]
    [InlineData("sqlite_master")]
    [InlineData("pragma_database_list")]
    [InlineData("source_spans")]
    [InlineData("hot_spans")]
    [InlineData("information_schema")]
    [InlineData("x.parquet")]
    [InlineData("x y")]
    [InlineData("1x")]
    public void A_part_cannot_be_named_as_something_that_may_not_be_read(string name)
    {
        foreach (var sql in new[] { $"SELECT (WITH \"{name}\" AS (SELECT 1) SELECT 1), * FROM \"{name}\"", $"SELECT (WITH RECURSIVE \"{name}\" AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM \"{name}\" WHERE x < 2) SELECT 1), * FROM \"{name}\"" })
        {
            Assert.Contains("WITH cannot name", Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, sql)).Message);
        }
    }

    [Theory]
    [InlineData("spans.x")]
    [InlineData("x.spans")]
    [InlineData("x.main.spans")]
    public void A_view_of_another_place_is_none(string name)
    {
        Assert.Contains("by their plain names", Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, $"SELECT * FROM {name}")).Message);
    }

    [Fact]
    public void A_refusal_says_why_and_is_no_mistake_of_the_query()
    {
        (string Sql, string Why)[] refused =
        [
            ("SELECT $1", "no parameters"), ("SELECT '\0'", "NUL"), ("SELECT 1; SELECT 2", "one statement"), ("", "no statement"), ("BEGIN", "Only queries that read"), ("SELECT * FROM span", "views are spans"),
            ("SELECT p99(duration_ns) FROM spans", "quantile_cont"), ("SELECT getenv('x')", "getenv"), ("SELECT * FROM glob('*')", "generate_series"), ("SHOW TABLES", "DESCRIBE spans"),
            ("SELECT lag(name, (SELECT 1)) OVER () FROM spans", "lag(x, 2)"), ("SELECT list_aggregate([1], 'first_value_of_all')", "list_aggregate(x, 'sum')"),
            ($"SELECT '{new string('x', 99_992)}'", "100,000 characters"),
        ];
        foreach (var (sql, why) in refused)
        {
            var refusal = Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, sql));
            Assert.Contains(why, refusal.Message);
            Assert.True(refusal.IsRefusal, sql);
        }

        Assert.False(Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, "SELECT FROM WHERE")).IsRefusal);
        Assert.Empty(StatementGuard.Check(_duckDb, $"SELECT '{new string('x', 99_991)}'"));
    }

    [Fact]
    public void Brackets_nest_to_a_hundred_and_words_and_signs_to_eight_hundred()
    {
        string[] words = ["NOT", "case", "ELSE", "AND", "OR", "UNION", "EXCEPT", "INTERSECT", "JOIN", "IS", "COLLATE", "FROM", "BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR", "GLOB", "ISNULL", "NOTNULL", "AT", "LAMBDA", "PIVOT", "UNPIVOT", "EXPLAIN", "DESCRIBE", "SUMMARIZE", "ARRAY", "MAP"];
        foreach (var part in words.Concat("+-~!@*|&><=:.%^#?".Select(c => c.ToString())).Append("1/"))
        {
            Nesting.Refuse(Times($"{part} ", 800));
            Assert.Throws<QueryException>(() => Nesting.Refuse(Times($"{part} ", 801)));
            Nesting.Refuse(Times($"{part} , ", 2000));
        }

        foreach (var (open, close) in new[] { ('(', ')'), ('[', ']'), ('{', '}') })
        {
            Nesting.Refuse(new string(open, 99) + new string(close, 99));
            Assert.Throws<QueryException>(() => Nesting.Refuse(new string(open, 100) + new string(close, 100)));
            Nesting.Refuse(Times($"{open}1{close}, ", 2000));
            Nesting.Refuse(Times($"{close}", 2000));

            // What stands before a bracket nests its content, and no longer when it is closed.
            Assert.Throws<QueryException>(() => Nesting.Refuse(Times("NOT ", 400) + open + Times("NOT ", 401)));
            Nesting.Refuse(Times("NOT ", 400) + open + Times("NOT ", 399) + close + Times("NOT ", 400));
            Assert.Throws<QueryException>(() => Nesting.Refuse(Times("NOT ", 400) + open + close + Times("NOT ", 401)));
        }
    }

    private static string Times(string part, int count) => string.Concat(Enumerable.Repeat(part, count));

    [Theory]
    [InlineData("(", 20_000)]
    [InlineData("SELECT ((", 20_000)]
    [InlineData("SELECT NOT ", 15_000)]
    [InlineData("SELECT 1 + ", 9_000)]
    [InlineData("SELECT [", 20_000)]
    [InlineData("SELECT CASE WHEN 1 THEN ", 3_000)]
    [InlineData("SELECT * FROM (SELECT ", 3_000)]
    [InlineData("SELECT 1 UNION ", 6_000)]
    [InlineData("SELECT -", 40_000)]
    [InlineData("SELECT a AND ", 7_000)]
    [InlineData("SELECT 1/**/OR/**/", 5_000)]
    [InlineData("SELECT $$ ' $$ || ", 4_000)]
    [InlineData("SELECT $a$ ' $a$ || ", 4_000)]
    [InlineData("SELECT E'\\'' || ", 5_000)]
    [InlineData("SELECT /* ' */ ((", 5_000)]
    [InlineData("SELECT /* /* */ ' */ ((", 4_000)]
    [InlineData("SELECT 1 -- '\n + ", 5_000)]
    public void What_would_use_up_a_stack_is_refused(string repeated, int times)
    {
        var first = repeated.Split(' ')[0] == "SELECT" ? "SELECT " : "";
        var part = first.Length > 0 ? repeated[first.Length..] : repeated;

        Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, first + string.Concat(Enumerable.Repeat(part, times)) + "1"));
    }

    [Theory]
    [InlineData("SELECT '((((', \"((((\", $$ (((( $$, $x$ $$ (((( $x$, E'\\'((((' -- ((((\n /* /* (( */ (( */ FROM spans")]
    [InlineData("SELECT a$$, $1, e, 'x''((((' FROM spans")]
    public void Brackets_in_texts_names_and_comments_do_not_nest(string sql)
    {
        Assert.DoesNotContain(SqlParts.Of(sql), part => sql[part.Start] == '(');
        Assert.Contains(SqlParts.Of(sql), part => sql.AsSpan(part.Start, part.Length).SequenceEqual("spans"));
    }

    [Fact]
    public void The_functions_let_through_are_functions_of_this_DuckDB_and_have_no_effects()
    {
        // Chance has no effect on anybody else.
        string[] chance = ["gen_random_uuid", "random", "uuid", "uuidv4", "uuidv7"];
        var all = Read("SELECT DISTINCT function_name FROM duckdb_functions()").ToHashSet();
        var effects = Read("SELECT DISTINCT function_name FROM duckdb_functions() WHERE has_side_effects").Except(chance);
        string[] reading = [.. Read("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'pragma', 'table_macro')")];

        Assert.Empty(AllowedFunctions.Names.Except(all));
        Assert.Empty(AllowedFunctions.Names.Intersect(effects));
        Assert.Empty(AllowedFunctions.Names.Except(AllowedFunctions.Tables).Except(["repeat", "histogram"]).Intersect(reading));
        Assert.Equal(["generate_series", "json_each", "json_tree", "range", "repeat_row", "unnest"], AllowedFunctions.Tables);
    }

    [Fact]
    public void A_number_that_JSON_cannot_hold_is_said()
    {
        Assert.True(StatementGuard.Check(_duckDb, "SELECT 1e300").Count == 0);
        Assert.Contains("views are spans", Assert.Throws<QueryException>(() => StatementGuard.Check(_duckDb, "SELECT * FROM span")).Message);
    }

    private List<string> Read(string sql)
    {
        using var command = _duckDb.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
