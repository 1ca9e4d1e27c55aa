using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

public class QueryTests
{
    private static readonly ProductPlan Plan = new() { Operations = [new("checkout", new SourceLocation("upshot.yaml", 1, 1)) { Entry = new() { Service = "shop", Route = "/checkout" } }] };

    private static TimeRange Day => new(DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), DateTimeOffset.FromUnixTimeSeconds(1_795_478_400));

    [Fact]
    public async Task Replicates_from_spans_and_from_rollups_agree()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        await StoreDirectory.Accept(store, Spans.Request(1, 500, instance: "a"));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 500, instance: "b"));

        var byMinute = store.Arm("checkout", "1.0", Day, TimeSpan.FromMinutes(1));
        var bySecond = store.Arm("checkout", "1.0", Day, TimeSpan.FromSeconds(30));

        Assert.Equal(1000, byMinute.Replicates.Sum(r => r.Count));
        foreach (var minute in byMinute.Replicates)
        {
            var halves = bySecond.Replicates.Where(r => r.Instance == minute.Instance && r.Start >= minute.Start && r.Start < minute.Start.AddMinutes(1)).ToList();
            var merged = new ExponentialHistogram();
            halves.ForEach(h => merged.Merge(h.Latency));
            Assert.Equal((minute.Count, minute.SumNanos), (halves.Sum(h => h.Count), halves.Sum(h => h.SumNanos)));
            Assert.Equal(minute.Latency.Buckets(), merged.Buckets());
        }
    }

    [Fact]
    public async Task A_sample_of_traces_is_the_same_for_the_same_seed_and_starts_at_the_entry_span()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        await StoreDirectory.Accept(store, Spans.Request(1, 300));

        var (one, again, other) = (Sample(1), Sample(1), Sample(2));

        Assert.Equal(20, one.Count);
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);

        List<string> Sample(int seed) => [.. store.Traces("checkout", "1.0", Day, 20, seed).Select(t => t.TraceId)];
    }

    [Fact]
    public async Task A_trace_is_found_by_its_id_before_and_after_the_seal()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        await StoreDirectory.Accept(store, Otlp.Request(Otlp.Span()));

        var hot = store.Trace("5B8EFFF798038103D269B633813FC60C");
        await store.SealAsync();
        var cold = store.Trace("5b8efff798038103d269b633813fc60c");

        Assert.Equal("eee19b7ec3c1b174", Assert.Single(hot!.Spans).SpanId);
        Assert.Equal(hot.Spans[0].StartNanos, Assert.Single(cold!.Spans).StartNanos);
        Assert.Null(store.Trace("00000000000000000000000000000001"));
        Assert.Null(store.Trace("no id"));
    }

    [Fact]
    public async Task Versions_are_known_though_nobody_announced_them()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Plan);
        await StoreDirectory.Accept(store, Spans.Request(1, 5, version: "1.0"));
        await StoreDirectory.Accept(store, Spans.Request(2, 7, version: "1.1"));

        Assert.Equal([("1.0", 5), ("1.1", 7)], store.Versions(Day).OrderBy(v => v.Version).Select(v => (v.Version, v.Requests)));
    }

    [Theory]
    [InlineData("DROP TABLE rollups")]
    [InlineData("INSERT INTO upshot.main.releases VALUES ('1', '', '', 0, '')")]
    [InlineData("COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("ATTACH 'other.db'")]
    [InlineData("SET memory_limit = '10GB'")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("")]
    [InlineData("SELECT nothing FROM nowhere")]
    public async Task A_query_that_does_more_than_read_the_data_is_refused(string sql)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        Assert.Throws<QueryException>(() => store.Queries.Sql(sql, new(), TestContext.Current.CancellationToken));

        Assert.Equal(0L, StoreDirectory.Single(store, "SELECT count(*) FROM rollups"));
    }

    [Fact]
    public async Task A_query_has_limits_of_rows_and_time()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        var cut = store.Queries.Sql("SELECT * FROM range(100)", new() { Rows = 7 }, TestContext.Current.CancellationToken);
        var stopped = Assert.Throws<QueryException>(() => store.Queries.Sql("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", new() { Time = TimeSpan.FromMilliseconds(200) }, TestContext.Current.CancellationToken));

        Assert.Equal((7, true), (cut.Rows.Count, cut.IsCut));
        Assert.Contains("longer than 0.2 seconds", stopped.Message);
    }
}
