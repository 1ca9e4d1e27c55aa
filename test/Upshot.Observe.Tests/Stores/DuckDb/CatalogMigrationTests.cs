using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Tests.Signals;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Data directories of other versions of the program.</summary>
public sealed class CatalogMigrationTests
{
    private const string Sampling = "good_variance, bad_variance, good_weight, bad_weight";
    /// <summary>The statements by which version 1 made its catalog, before and after it had filters of traces.</summary>
    private const string Version1 = """
        CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
        CREATE TABLE sealed_files (name VARCHAR PRIMARY KEY, signal VARCHAR, generation BIGINT, rows BIGINT, bytes BIGINT, min_time BIGINT, max_time BIGINT, sealed_at BIGINT{0});
        CREATE TABLE rollups (generation BIGINT, "minute" TIMESTAMP_NS, "operation" VARCHAR, "service" VARCHAR, "route" VARCHAR, "kind" UTINYINT, "version" VARCHAR, "environment" VARCHAR, "instance" VARCHAR, "requests" BIGINT, "errors" BIGINT, "sum_ns" BIGINT, "histogram" BLOB);
        CREATE TABLE objective_minutes (generation BIGINT, "minute" TIMESTAMP_NS, "objective" VARCHAR, "definition" VARCHAR, "version" VARCHAR, "environment" VARCHAR, "good" BIGINT, "total" BIGINT);
        CREATE TABLE bodies ("hash" UUID, "received_at" BIGINT);
        CREATE TABLE releases (version VARCHAR, commit_id VARCHAR, environment VARCHAR, started_at BIGINT, plan_digest VARCHAR);
        CREATE TABLE attribute_columns (signal VARCHAR, name VARCHAR, type VARCHAR, attribute VARCHAR, PRIMARY KEY (signal, name));
        """;

    private static readonly SourceLocation s_somewhere = new("upshot.yaml", 1, 1);
    private static readonly TimeRange s_day = new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("checkout", s_somewhere) { Entry = new() { Route = "/checkout" } }],
        Objectives = [new("works", s_somewhere) { Operation = "checkout", Target = 0.99 }],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_directory_of_version_1_keeps_all_that_it_has_and_takes_what_is_new(bool hasFilters)
    {
        using var directory = new StoreDirectory();
        string trace;
        await using (var old = directory.Open(s_plan))
        {
            await StoreDirectory.Accept(old, Spans.Request(1, 100));
            await old.SealAsync();
            trace = (string)StoreDirectory.Single(old, "SELECT min(trace_id) FROM spans")!;
            await StoreDirectory.Accept(old, Spans.Request(2, 10));
        }

        AsVersion1(directory, hasFilters);

        // The first start brings it up to date; the second finds it so.
        for (var start = 1; start <= 2; start++)
        {
            await using var store = directory.Open(s_plan);
            Assert.Equal(100 + (10 * start), StoreDirectory.Count(store));
            Assert.Equal(100 + (10 * start), store.Counts(s_plan.Objectives[0], s_day).Sum(c => c.Total));
            Assert.Equal(100 + (10 * start), Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups WHERE operation = 'checkout'")));
            Assert.Equal(new ReleaseRecord("1.0", "c0ffee", "production", s_day.From, "digest"), Assert.Single(store.State.Releases()));
            Assert.NotEmpty(store.Trace(trace)!.Spans);
            Assert.Equal(start - 1, store.State.RolloutChanges().Count);
            await StoreDirectory.Accept(store, Spans.Request(2 + start, 10));
            store.State.Change(new("span.a", "canary", 0.5, s_day.From));
            await store.SealAsync();
        }

        Assert.Equal("7", Ask(directory, "SELECT value FROM meta WHERE key = 'schema_version'"));
    }

    [Fact]
    public async Task What_a_directory_of_version_1_holds_is_told_in_the_words_of_a_plan_with_migrations()
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(s_plan))
        {
            await StoreDirectory.Accept(old, Otlp.Request(Otlp.Span("checkout").Attribute(9, "http.route", "/checkout")));
            await old.SealAsync();
        }

        AsVersion1(directory, hasFilters: false);
        var plan = s_plan with { Signals = [new("span.buy", SignalKind.Span, s_somewhere) { Name = "buy", Version = 2, Migrations = [new Migration(1, s_somewhere) { RenamedFrom = "checkout" }] }] };
        await using var store = directory.Open(plan);
        Assert.Equal("buy", StoreDirectory.Single(store, "SELECT name FROM spans"));
    }

    [Fact]
    public async Task A_directory_of_a_later_version_is_refused_with_what_to_do_and_left_as_it_is()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 5));
            await store.SealAsync();
        }

        Ask(directory, "UPDATE meta SET value = '99' WHERE key = 'schema_version'");
        var refused = Assert.Throws<StoreException>(() => directory.Open());
        Assert.Equal("The data directory was written by a newer Upshot (schema 99; this one knows 7). Use that version or another directory.", refused.Message);
        Assert.Equal("99", Ask(directory, "SELECT value FROM meta WHERE key = 'schema_version'"));

        Ask(directory, "UPDATE meta SET value = '6' WHERE key = 'schema_version'");
        await using var again = directory.Open();
        Assert.Equal(5, StoreDirectory.Count(again));
    }

    [Fact]
    public async Task Counts_of_before_sampling_was_kept_stay_and_count_as_if_nothing_had_been_sampled()
    {
        using var directory = new StoreDirectory();
        await using (var old = directory.Open(s_plan))
        {
            await StoreDirectory.Accept(old, Sampled(1));
            await old.SealAsync();
        }

        // Version 5 had these columns nowhere.
        foreach (var table in (string[])["objective_minutes", "objective_hours", "rollups", "request_hours"])
        {
            foreach (var column in table == "rollups" ? [.. Sampling.Split(", "), "histogram_variance"] : Sampling.Split(", "))
            {
                Ask(directory, $"ALTER TABLE {table} DROP COLUMN {column}");
            }
        }

        var file = Assert.Single(Directory.GetFiles(Path.Combine(directory.Path, "rollups"), "objective_minutes-*"));
        Ask(directory, "UPDATE meta SET value = '5' WHERE key = 'schema_version'");
        await using (var store = directory.Open(s_plan))
        {
            Assert.Equal((40L, true), Total(store));
            await StoreDirectory.Accept(store, Sampled(2));
            await store.SealAsync();
            Assert.Equal((80L, false), Total(store));
        }

        // What stands beside the catalog is read however old it is, by repair and by merges.
        var before = Path.Combine(directory.Path, "before");
        using (var connection = new DuckDBConnection("Data Source=:memory:"))
        {
            connection.Open();
            Run(connection, $"COPY (SELECT * EXCLUDE ({Sampling}) FROM read_parquet('{file}')) TO '{before}' (FORMAT parquet, KV_METADATA {{upshot: '{Described(connection, file)}'}})");
        }

        File.Delete(file);
        File.Move(before, $"{file[..^40]}{Checksum.OfFile(before):x32}.parquet");
        File.Delete(Path.Combine(directory.Path, "upshot.duckdb"));
        await using var repaired = directory.Open(s_plan);
        Assert.Equal((80L, false), Total(repaired));
        Assert.Equal(80L, Convert.ToInt64(StoreDirectory.Single(repaired, "SELECT sum(total) FROM objective_minutes")));
        for (var seed = 3; seed < 16; seed++)
        {
            await StoreDirectory.Accept(repaired, Sampled(seed));
            await repaired.SealAsync();
        }

        repaired.Maintain();
        Assert.Equal(600L, Convert.ToInt64(StoreDirectory.Single(repaired, "SELECT sum(total) FROM objective_minutes")));
        Assert.Empty(repaired.Health.Missing);

        static (long, bool) Total(TelemetryStore store) => store.Counts(s_plan.Objectives[0], s_day) is var minutes ? (minutes.Sum(m => m.Total), minutes.All(m => m.Sampling.IsNone)) : default;
    }

    /// <summary>Ten of twenty.</summary>
    private static ProtoMessage Sampled(int seed) => Spans.Request(seed, 20, span: r => Spans.One(r, Otlp.Noon + (ulong)r.NextInt64(3_600_000_000_000), 1_000_000, traceState: "ot=th:8;rv:ffffffffffffff"));

    private static string Described(DuckDBConnection connection, string file)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT decode(value) FROM parquet_kv_metadata('{file}') WHERE decode(key) = 'upshot'";
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>The catalog made again by version 1's statements, and files without the columns that came later.</summary>
    private static void AsVersion1(StoreDirectory directory, bool hasFilters)
    {
        var catalog = Path.Combine(directory.Path, "upshot.duckdb");
        var later = Path.Combine(directory.Path, "later.duckdb");
        File.Move(catalog, later);
        using (var connection = new DuckDBConnection($"Data Source={catalog}"))
        {
            connection.Open();
            Run(connection, string.Format(System.Globalization.CultureInfo.InvariantCulture, Version1, hasFilters ? ", traces BLOB" : ""));
            Run(connection, $"ATTACH '{later}' AS later (READ_ONLY)");
            Run(connection, "INSERT INTO meta SELECT * FROM later.main.meta WHERE key = 'sealed_generation' UNION ALL SELECT 'schema_version', '1'");
            Run(connection, $"INSERT INTO sealed_files SELECT * EXCLUDE (traces, hash) {(hasFilters ? ", traces" : "")} FROM later.main.sealed_files");
            Run(connection, $"INSERT INTO releases VALUES ('1.0', 'c0ffee', 'production', {s_day.From.ToUnixTimeMilliseconds()}, 'digest')");
            foreach (var table in (string[])["rollups", "objective_minutes", "bodies", "attribute_columns"])
            {
                Run(connection, $"INSERT INTO {table} SELECT *{(table is "objective_minutes" ? $" EXCLUDE ({Sampling})" : table is "rollups" ? $" EXCLUDE ({Sampling}, histogram_variance)" : "")} FROM later.main.{table}");
            }

            foreach (var file in Directory.GetFiles(directory.Parquet))
            {
                Run(connection, $"COPY (SELECT * EXCLUDE (upshot_signal, upshot_outcome) FROM read_parquet('{file}')) TO '{file}.old' (FORMAT parquet)");
                File.Move(file + ".old", file, overwrite: true);
                Run(connection, $"UPDATE sealed_files SET bytes = {new FileInfo(file).Length} WHERE name = '{Path.GetFileName(file)}'");
            }
        }

        // What came with later versions beside the catalog.
        File.Delete(later);
        File.Delete(Path.Combine(directory.Path, "state.db"));
        foreach (var folder in (string[])["state", "rollups"])
        {
            Directory.Delete(Path.Combine(directory.Path, folder), recursive: true);
        }
    }

    private static string Ask(StoreDirectory directory, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(directory.Path, "upshot.duckdb")}");
        connection.Open();
        return Run(connection, sql);
    }

    private static string Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
