using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class MaintenanceTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(1_795_392_000);

    [Fact]
    public async Task Files_older_than_the_plan_keeps_go_and_younger_ones_stay()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(2) } }, time);
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        time.Advance(TimeSpan.FromDays(1));
        store.Maintain();
        Assert.Equal(10, StoreDirectory.Count(store));

        time.Advance(TimeSpan.FromDays(2));
        store.Maintain();

        Assert.Equal(0, StoreDirectory.Count(store));
        Assert.Empty(Directory.GetFiles(directory.Parquet));
        Assert.Equal(10L, StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task Spans_that_claim_to_be_from_the_future_age_from_the_day_they_came()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(2) } }, time);
        await StoreDirectory.Accept(store, Spans.Request(1, 1, span: r => Spans.One(r, 7_000_000_000_000_000_000, 5)));
        await store.SealAsync();

        time.Advance(TimeSpan.FromDays(3));
        store.Maintain();

        Assert.Equal(0, StoreDirectory.Count(store));
    }

    [Fact]
    public async Task The_oldest_files_go_when_there_are_too_many_bytes()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(new ProductPlan { Retention = new() { MaxBytes = 40_000, Spans = TimeSpan.FromDays(10_000) } }, new FakeTimeProvider(Noon));
        for (var seed = 1; seed <= 4; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 300, span: r => Spans.One(r, Otlp.Noon + ((ulong)seed * 3_600_000_000_000), 5)));
            await store.SealAsync();
        }

        store.Maintain();

        Assert.InRange(new DirectoryInfo(directory.Parquet).GetFiles().Sum(f => f.Length), 1, 40_000);
        Assert.Equal(0L, StoreDirectory.Single(store, "SELECT count(*) FROM spans WHERE start_time < make_timestamp_ns(1795396000000000000)"));
    }

    [Fact]
    public async Task Small_files_become_one_with_the_same_rows()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var seed = 1; seed <= 12; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 10));
            await store.SealAsync();
        }

        var before = Rows(store);
        store.Maintain();

        Assert.Single(Directory.GetFiles(directory.Parquet));
        Assert.Equal(before, Rows(store));

        static List<string> Rows(Upshot.Observe.Stores.DuckDb.TelemetryStore store) =>
            [.. store.Queries.Sql("SELECT * FROM spans ORDER BY span_id", new()).Rows.Select(r => string.Join("|", r))];
    }

    [Fact]
    public async Task A_generation_is_sealed_when_its_hour_has_closed()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(time: time);
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        time.Advance(TimeSpan.FromHours(1));
        store.Maintain();

        await store.SealAsync();

        Assert.Single(Directory.GetFiles(directory.Parquet));
    }

    [Fact]
    public async Task Runs_that_are_asked_for_at_the_same_time_do_not_double_rows()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var round = 0; round < 3; round++)
        {
            for (var seed = 1; seed <= 12; seed++)
            {
                await StoreDirectory.Accept(store, Spans.Request((round * 12) + seed, 10));
                await store.SealAsync();
            }

            // More small files come while the first run merges: a second run would merge other files than it.
            var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.Maintain(), TestContext.Current.CancellationToken)).ToList();
            await StoreDirectory.Accept(store, Spans.Request(1000 + round, 10));
            await store.SealAsync();
            runs.Add(Task.Run(() => store.Maintain(), TestContext.Current.CancellationToken));
            await Task.WhenAll(runs);

            Assert.Equal((round + 1) * 130, StoreDirectory.Count(store));
            Assert.Equal((round + 1) * 130L, StoreDirectory.Single(store, "SELECT count(DISTINCT span_id) FROM spans"));
        }
    }

    [Fact]
    public async Task A_change_of_the_list_that_does_not_add_up_is_undone()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
        }

        using var catalog = Catalog.Open(new StoreOptions { Directory = directory.Path });
        var listed = ListedFiles.Read(catalog, directory.Parquet);
        catalog.Together(connection => ListedFiles.Change(connection, listed, []));

        // Again, as a second run would that had the same files before it.
        var again = new SealedFile("other.parquet", listed[0].Signal, 1, 10, 1, 1, 1, Noon, null, null);
        var refused = Assert.Throws<LedgerException>(() => catalog.Together(connection => ListedFiles.Change(connection, listed, [again])));

        Assert.Contains("would list 10 rows of traces in 1 files where 0 in 0 are right", refused.Message);
        Assert.Empty(ListedFiles.Read(catalog, directory.Parquet));
    }

    [Fact]
    public async Task A_clock_that_jumps_costs_nothing_until_somebody_confirms_it()
    {
        using var directory = new StoreDirectory();
        var plan = new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(2), Rollups = TimeSpan.FromDays(3) } };
        await using (var before = directory.Open(plan, new FakeTimeProvider(Noon)))
        {
            await StoreDirectory.Accept(before, Spans.Request(1, 100));
        }

        // Nothing ran meanwhile: nobody knows whether the time has passed.
        var time = new FakeTimeProvider(Noon.AddDays(20));
        await using (var store = directory.Open(plan, time))
        {
            store.Maintain();
            store.Maintain();
            Assert.Equal(100, StoreDirectory.Count(store));
            Assert.Equal(100L, StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups"));
            Assert.Contains("upshot maintain --confirm", Assert.Single(store.Health.Notices));
            Assert.Equal(IntakeStatus.Accepted, (await StoreDirectory.Accept(store, Spans.Request(2, 10))).Status);
        }

        // A restart is no confirmation.
        await using var restarted = directory.Open(plan, time);
        restarted.Maintain();
        Assert.Equal(110, StoreDirectory.Count(restarted));

        restarted.Maintain(confirmed: true);

        Assert.Empty(restarted.Health.Notices);
        Assert.Equal(0, StoreDirectory.Count(restarted));
        Assert.Null(StoreDirectory.Single(restarted, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task Time_that_passes_while_the_store_runs_is_expected()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(2) } }, time);
        await StoreDirectory.Accept(store, Spans.Request(1, 100));
        await store.SealAsync();
        time.Advance(TimeSpan.FromDays(20));
        store.Maintain();

        Assert.Equal(0, StoreDirectory.Count(store));
        Assert.Empty(store.Health.Notices);
    }

    [Fact]
    public async Task A_plan_that_keeps_less_drops_little_at_once_without_being_confirmed()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using (var before = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(14) } }, time))
        {
            await StoreDirectory.Accept(before, Spans.Request(1, 100));
            await before.SealAsync();
            time.Advance(TimeSpan.FromDays(5));
            before.Maintain();
        }

        await using var store = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(1), MaxBytes = 1 } }, time);
        store.Maintain();
        Assert.Equal(100, StoreDirectory.Count(store));

        store.Maintain(confirmed: true);
        Assert.Equal(0, StoreDirectory.Count(store));
    }

    [Fact]
    public async Task Rollups_that_claim_to_be_from_the_future_age_from_their_seal()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(new ProductPlan { Retention = new() { Rollups = TimeSpan.FromDays(3) } }, time);
        await StoreDirectory.Accept(store, Spans.Request(1, 1, span: r => Spans.One(r, 7_000_000_000_000_000_000, 5)));
        await store.SealAsync();
        time.Advance(TimeSpan.FromDays(2));
        store.Maintain();
        Assert.Equal(1L, StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups"));

        time.Advance(TimeSpan.FromDays(2));
        store.Maintain();

        Assert.Null(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task Files_far_apart_in_time_are_not_merged_so_that_no_row_outlives_the_plan_by_much()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(Noon);
        await using var store = directory.Open(new ProductPlan { Retention = new() { Spans = TimeSpan.FromDays(16) } }, time);
        for (var day = 0; day < 24; day++)
        {
            await StoreDirectory.Accept(store, Spans.Request(day, 10, span: r => Spans.One(r, (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, 5)));
            await store.SealAsync();
            store.Maintain();
            time.Advance(TimeSpan.FromDays(1));
        }

        Assert.InRange(StoreDirectory.Count(store), 160, 180);
    }
}
