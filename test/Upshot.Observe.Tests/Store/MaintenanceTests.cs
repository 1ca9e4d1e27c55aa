using Microsoft.Extensions.Time.Testing;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Store;

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

        static List<string> Rows(Upshot.Observe.Store.TelemetryStore store) =>
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
}
