using Microsoft.Extensions.Time.Testing;
using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>The catalog can be lost, cut, or restored from an older copy.</summary>
public sealed class RepairTests(RepairTests.KilledDirectory killed) : IClassFixture<RepairTests.KilledDirectory>
{
    private const ulong Hour = 3_600_000_000_000;
    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeSeconds(1_795_392_000);
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("checkout", s_place) { Entry = new() { Route = "/checkout" } }],
        Objectives = [new("works", s_place) { Operation = "checkout", Target = 0.99 }],
        Retention = new() { Spans = TimeSpan.FromDays(14), Rollups = TimeSpan.FromDays(90) },
    };

    [Fact]
    public async Task After_60_days_of_rollups_and_14_of_spans_a_lost_catalog_costs_no_budget_and_no_release()
    {
        using var directory = new StoreDirectory();
        var time = new FakeTimeProvider(s_start);
        Facts before;
        await using (var store = directory.Open(s_plan, time))
        {
            for (var day = 0; day < 60; day++)
            {
                await StoreDirectory.Accept(store, Day(day));
                if (day % 20 == 0)
                {
                    store.State.Announce(new($"1.{day}", "c0ffee", "production", time.GetUtcNow(), "digest"));
                }

                time.Advance(TimeSpan.FromDays(1));
                if (day % 3 == 2)
                {
                    await store.SealAsync();
                    store.Maintain();
                }
            }

            before = Facts.Of(store, time);
        }

        Assert.InRange(before.Spans, 1, 20 * 21);
        Assert.Equal(60 * 20, before.Requests);
        DeleteCatalog(directory);
        await using (var repaired = directory.Open(s_plan, time))
        {
            Assert.Equal(before, Facts.Of(repaired, time));
            Assert.True(repaired.Repaired.DidSomething);
            Assert.Empty(repaired.Repaired.Problems);
            Assert.Empty(repaired.Missing);
        }

        await using var again = await TelemetryStore.RepairAsync(new StoreOptions { Directory = directory.Path }, s_plan, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(before, Facts.Of(again, time));
    }

    /// <summary>Seals, merges and a journal come after the copy of the catalog; each end loses other parts of what the catalog knew.</summary>
    [Theory]
    [InlineData("older")]
    [InlineData("no wal")]
    [InlineData("torn wal")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("flipped")]
    [InlineData("gone")]
    public async Task Whatever_becomes_of_the_catalog_nothing_is_lost_and_nothing_counts_twice(string end)
    {
        var before = killed.Before;
        using var crashed = killed.Now.Crashed();
        End(end, Path.Combine(crashed.Path, "upshot.duckdb"), killed.Older);
        for (var start = 1; start <= 2; start++)
        {
            await using var store = crashed.Open(s_plan, Later);
            Assert.Equal(before, Facts.Of(store, Later));
            Assert.Equal(before.Spans, Convert.ToInt64(StoreDirectory.Single(store, "SELECT count(DISTINCT span_id) FROM spans")));
            Assert.Empty(store.Missing);

            // A request that was sealed before is recognised when it is sent again.
            await StoreDirectory.Accept(store, Day(20));
            Assert.Equal(before.Spans, StoreDirectory.Count(store));
        }
    }

    [Fact]
    public async Task A_copied_folder_of_parquet_is_a_store_again()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open(s_plan, Later))
        {
            await StoreDirectory.Accept(store, Day(1));
            await store.SealAsync();
            await StoreDirectory.Accept(store, Day(2));
        }

        using var restored = new StoreDirectory();
        Directory.CreateDirectory(restored.Parquet);
        foreach (var file in Directory.GetFiles(directory.Parquet))
        {
            File.Copy(file, Path.Combine(restored.Parquet, Path.GetFileName(file)));
        }

        await using var again = restored.Open(s_plan, Later);
        Assert.Equal(40, StoreDirectory.Count(again));

        // Its counts were in rollups/, which was not copied.
        Assert.Contains(again.Repaired.Problems, p => p.Contains("rollups", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_of_another_directory_are_put_aside_and_cost_no_journal()
    {
        using var directory = new StoreDirectory();
        using var other = new StoreDirectory();
        await using (var store = other.Open(s_plan, Later))
        {
            for (var i = 1; i <= 9; i++)
            {
                await StoreDirectory.Accept(store, Day(i));
                await store.SealAsync();
            }
        }

        await using var own = directory.Open(s_plan, Later);
        await StoreDirectory.Accept(own, Day(40));
        using var crashed = directory.Crashed();
        Directory.CreateDirectory(crashed.Parquet);
        string[] foreign = [.. Directory.GetFiles(other.Parquet).Select(file => Path.GetFileName(file)).Order()];
        foreach (var file in foreign)
        {
            File.Copy(Path.Combine(other.Parquet, file), Path.Combine(crashed.Parquet, file));
        }

        Assert.True(foreign.Length >= 9, string.Join(' ', foreign));
        await using var restarted = crashed.Open(s_plan, Later);
        Assert.Equal(20, StoreDirectory.Count(restarted));
        Assert.Equal(foreign, Directory.GetFiles(Path.Combine(crashed.Path, "lost+found")).Select(file => Path.GetFileName(file)).Order());
    }

    // By which nothing of the days below is too old.
    private static FakeTimeProvider Later => new(s_start.AddDays(14));

    private static Upshot.Observe.Tests.Signals.ProtoMessage Day(int day) =>
        Spans.Request(day, 20, span: r => Spans.One(r, Otlp.Noon + ((ulong)day * 24 * Hour) + (ulong)r.NextInt64((long)Hour), (ulong)r.NextInt64(1_000_000, 500_000_000), isError: r.Next(10) == 0));

    private static void DeleteCatalog(StoreDirectory directory)
    {
        foreach (var file in Directory.GetFiles(directory.Path, "upshot.duckdb*"))
        {
            File.Delete(file);
        }
    }

    private static void Copy(StoreDirectory from, StoreDirectory to)
    {
        using var crashed = from.Crashed();
        foreach (var file in Directory.GetFiles(crashed.Path, "upshot.duckdb*"))
        {
            File.Copy(file, Path.Combine(to.Path, Path.GetFileName(file)), overwrite: true);
        }
    }

    private static void End(string end, string catalog, StoreDirectory older)
    {
        var wal = catalog + ".wal";
        switch (end)
        {
            case "older":
                File.Delete(wal);
                foreach (var file in Directory.GetFiles(older.Path))
                {
                    File.Copy(file, Path.Combine(Path.GetDirectoryName(catalog)!, Path.GetFileName(file)), overwrite: true);
                }

                break;
            case "no wal":
                File.Delete(wal);
                break;
            case "torn wal":
                using (var file = File.OpenWrite(wal))
                {
                    file.SetLength(file.Length * 2 / 3);
                }

                break;
            case "cut":
                using (var file = File.OpenWrite(catalog))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            case "empty":
                File.WriteAllBytes(catalog, []);
                break;
            case "flipped":
                var bytes = File.ReadAllBytes(catalog);
                for (var i = 0; i < bytes.Length; i += 500)
                {
                    bytes[i] ^= 0x40;
                }

                File.WriteAllBytes(catalog, bytes);
                break;
            default:
                File.Delete(catalog);
                File.Delete(wal);
                break;
        }
    }

    /// <summary>A directory as a kill leaves it, with a copy of its catalog from some seals before; each case takes a copy of its own.</summary>
    public sealed class KilledDirectory : IAsyncLifetime
    {
        private readonly StoreDirectory _directory = new();

        internal StoreDirectory Now { get; private set; } = null!;

        internal StoreDirectory Older { get; } = new();

        internal Facts Before { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Directory.CreateDirectory(Older.Path);
            await using var store = _directory.Open(s_plan, Later);
            for (var i = 1; i <= 20; i++)
            {
                await StoreDirectory.Accept(store, Day(i));
                await store.SealAsync();
                if (i is 5 or 16)
                {
                    Copy(_directory, Older);
                    store.Maintain();
                }
            }

            await StoreDirectory.Accept(store, Day(21));
            store.State.Announce(new("1.0", "c0ffee", "production", s_start, "digest"));
            Before = Facts.Of(store, Later);
            Now = _directory.Crashed();
        }

        public ValueTask DisposeAsync()
        {
            foreach (var directory in new[] { _directory, Now, Older })
            {
                directory.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <summary>What a store answers; two are equal when nothing was lost or doubled.</summary>
    internal sealed record Facts(long Spans, long Requests, string Budget, string Releases)
    {
        public static Facts Of(TelemetryStore store, TimeProvider time)
        {
            var always = new TimeRange(DateTimeOffset.UnixEpoch, time.GetUtcNow().AddYears(30));
            var counts = store.Counts(s_plan.Objectives[0], always);
            return new(
                StoreDirectory.Count(store), Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups")),
                string.Join(' ', counts.Select(c => $"{c}")), string.Join(' ', store.State.Releases()));
        }
    }
}
