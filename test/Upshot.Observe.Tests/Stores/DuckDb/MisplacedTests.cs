using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>What somebody has put into a data directory that does not belong there.</summary>
public sealed class MisplacedTests
{
    [Fact]
    public async Task What_is_no_file_or_has_a_name_that_is_none_stops_no_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes with names in folders.");
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        using var crashed = directory.Crashed();
        var script = """
            mkfifo parquet/spans-0000000077.parquet rollups/pipe journal/0000000088.journal state.db-journal
            touch "parquet/$(printf '\377').parquet" "journal/$(printf '\377').journal" parquet/spans-99999999999999999.parquet
            touch parquet/"$(printf 'x%.0s' $(seq 255))" 'parquet/a
            b.parquet' parquet/spans-999999999999999999999999.parquet "rollups/rollups-9999999999999999999-9999999999999999999-$(printf '0%.0s' $(seq 32)).parquet"
            mkdir lock parquet/spans-0000000078.parquet journal/0000000079.journal
            rm -rf tmp && touch tmp lost+found
            ln -s nowhere parquet/spans-0000000080.parquet && ln -s parquet parquet/loop
            """;
        await Run(script);

        try
        {
            for (var start = 1; start <= 2; start++)
            {
                await using var restarted = crashed.Open();
                Assert.Equal(10 * (start + 1), StoreDirectory.Count(restarted));
                await StoreDirectory.Accept(restarted, Spans.Request(2 + start, 10));
                await restarted.SealAsync();
                restarted.Maintain();
                Assert.Equal(10 * (start + 2), StoreDirectory.Count(restarted));
            }
        }
        finally
        {
            // Nothing here deletes what has no name.
            await Run("""rm "parquet/$(printf '\377').parquet" "journal/$(printf '\377').journal" """);
        }

        async Task Run(string commands)
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-ec", commands]) { WorkingDirectory = crashed.Path })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, shell.ExitCode);
        }
    }

    [Fact]
    public async Task Parts_of_another_directory_are_not_counted_and_what_was_there_is_missed()
    {
        using var own = await Written(1);
        using var other = await Written(100);
        foreach (var file in new[] { "upshot.duckdb", "state.db", "journal/manifest", "journal/0000000002.journal" })
        {
            using var mixed = own.Crashed();
            File.Copy(Path.Combine(other.Path, file), Path.Combine(mixed.Path, file), overwrite: true);
            if (file == "upshot.duckdb")
            {
                File.Delete(Path.Combine(mixed.Path, "upshot.duckdb.wal"));
            }

            for (var start = 1; start <= 2; start++)
            {
                await using var store = mixed.Open();
                var isMissed = file.EndsWith(".journal", StringComparison.Ordinal);
                Assert.Equal(isMissed ? 20 : 30, StoreDirectory.Count(store));
                Assert.Equal(isMissed ? 20L : 30L, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups")));
                Assert.Equal("1.1", Assert.Single(store.State.Releases()).Version);
                Assert.Equal(isMissed, store.Missing.Any(m => m.File == "0000000002.journal"));
            }
        }
    }

    [Fact]
    public void Two_journals_that_changed_places_are_known_by_their_first_request_and_a_third_is_foreign()
    {
        var notes = new Dictionary<long, JournalNote> { [7] = new(7, 100, 10, 5, 5) { Head = 70 }, [8] = new(8, 100, 20, 5, 5) { Head = 80 }, [9] = new(9, 0, 0, 0, 0) };
        var losses = new JournalLosses(new() { Directory = "" }, notes, null!, NullLogger.Instance);

        Assert.Equal([7, 8, 7, 8], new[] { losses.NumberOf(7, 70), losses.NumberOf(7, 80), losses.NumberOf(8, 70), losses.NumberOf(8, 80) });
        Assert.Null(losses.NumberOf(7, 90));

        // One of which nothing is known is read as it is.
        Assert.Equal([7, 9, 10], new[] { losses.NumberOf(7, 0), losses.NumberOf(9, 90), losses.NumberOf(10, 90) });
    }

    /// <summary>Two sealed requests, one that is not, and a release: as a kill leaves them.</summary>
    private static async Task<StoreDirectory> Written(int seed)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        store.State.Announce(new($"1.{seed}", "c0ffee", "production", DateTimeOffset.UnixEpoch, "digest"));
        await StoreDirectory.Accept(store, Spans.Request(seed, 10));
        await StoreDirectory.Accept(store, Spans.Request(seed + 1, 10));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(seed + 2, 10));
        return directory.Crashed();
    }
}
