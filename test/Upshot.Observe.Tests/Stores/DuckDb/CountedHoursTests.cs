using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Hours are what their minutes add up to, whatever happens to a directory.</summary>
public sealed class CountedHoursTests
{
    private const ulong Day = 86_400_000_000_000;
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("checkout", s_place) { Entry = new() { Route = "/checkout" } }],
        Objectives = [new("works", s_place) { Operation = "checkout", Target = 0.99 }, new("fast", s_place) { Operation = "checkout", Target = 0.99, Latency = TimeSpan.FromMilliseconds(100) }],
        Retention = new() { Rollups = TimeSpan.FromDays(20) },
    };

    [Fact]
    public async Task After_expiry_loss_and_a_restored_copy_of_the_catalog_hours_are_the_sums_of_minutes()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000)));
        await Fill(directory, time, 0, 30);
        Assert.InRange(Compare(directory), 19 * 13, 25 * 13);
        File.Copy(Catalog(directory), Catalog(directory) + ".old");

        await Fill(directory, time, 30, 33);
        var hours = Compare(directory);

        // Newer files stand beside an older catalog.
        File.Move(Catalog(directory) + ".old", Catalog(directory), overwrite: true);
        await using (directory.Open(s_plan, time))
        {
        }

        Assert.InRange(Compare(directory), hours, 34 * 13);

        File.Delete(Catalog(directory));
        await using (directory.Open(s_plan, time))
        {
        }

        Assert.InRange(Compare(directory), hours, 34 * 13);
    }

    /// <summary>Requests of every second hour, late ones too, sealed each day.</summary>
    private static async Task Fill(StoreDirectory directory, FakeTimeProvider time, int from, int to)
    {
        await using var store = directory.Open(s_plan, time);
        for (var day = from; day < to; day++)
        {
            var start = Otlp.Noon + ((ulong)day * Day);
            await StoreDirectory.Accept(store, Spans.Request(day + 1, 200, span: r => Spans.One(r, start + ((ulong)r.Next(12) * 7_200_000_000_000) + (ulong)r.NextInt64(3_600_000_000_000), 5_000_000)));
            await StoreDirectory.Accept(store, Spans.Request(1000 + day, 5, span: r => Spans.One(r, start - (ulong)r.NextInt64(3_600_000_000_000), 5_000_000)));
            time.Advance(TimeSpan.FromDays(1));
            await store.SealAsync();
            if (day % 5 == 4)
            {
                store.Maintain();
            }
        }
    }

    /// <summary>How many hours there are of the first objective; fails where sums differ.</summary>
    private static long Compare(StoreDirectory directory)
    {
        using var connection = new DuckDBConnection($"Data Source={Catalog(directory)}");
        connection.Open();
        foreach (var (minutes, hours) in new[]
        {
            ($"SELECT {CountedHours.Hour} AS hour, min(minute), max(minute), objective, definition, environment, sum(good), sum(total), sum(good_variance), max(bad_weight) FROM objective_minutes GROUP BY ALL",
                $"SELECT hour, min(first), max(last), objective, definition, environment, sum(good), sum(total), sum(good_variance), max(bad_weight) FROM {CountedHours.Objectives} GROUP BY ALL"),
            ($"SELECT {CountedHours.Hour} AS hour, min(minute), max(minute), operation, service, version, environment, sum(requests), sum(errors) FROM rollups GROUP BY ALL",
                $"SELECT hour, min(first), max(last), operation, service, version, environment, sum(requests), sum(errors) FROM {CountedHours.Requests} GROUP BY ALL"),
        })
        {
            Assert.Equal(0L, Single(connection, $"SELECT count(*) FROM (({minutes}) EXCEPT ({hours}) UNION ALL ({hours}) EXCEPT ({minutes}))"));
        }

        return Single(connection, $"SELECT count(DISTINCT hour) FROM {CountedHours.Objectives} WHERE objective = 'works'");
    }

    private static long Single(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Catalog(StoreDirectory directory) => Path.Combine(directory.Path, "upshot.duckdb");
}
