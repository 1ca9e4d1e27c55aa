using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class RecoveryTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_process_died()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await StoreDirectory.Accept(store, Spans.Request(2, 20));

        using var crashed = directory.Crashed();
        await using var restarted = crashed.Open();

        Assert.Equal(new RecoveryReport(30, 0), restarted.Recovered);
        Assert.Equal(30, StoreDirectory.Count(restarted));
        Assert.Equal(30L, StoreDirectory.Single(restarted, "SELECT sum(requests) FROM rollups"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task A_torn_tail_is_cut_off_and_said(int tornBytes)
    {
        using var directory = new StoreDirectory();
        byte[] whole;
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
            using var crashed = directory.Crashed();
            whole = await File.ReadAllBytesAsync(Directory.GetFiles(crashed.Journal, "*.journal").Single(), TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Directory.GetFiles(crashed.Journal, "*.journal").Single(), [.. whole, .. whole.Take(tornBytes)], TestContext.Current.CancellationToken);

            await using var restarted = crashed.Open();

            Assert.Equal(new RecoveryReport(10, tornBytes), restarted.Recovered);
            Assert.Equal(10, StoreDirectory.Count(restarted));
        }
    }

    /// <summary>Guards against a request that was refused, left behind by a disk that failed, and sent again.</summary>
    [Fact]
    public async Task A_request_that_stands_in_the_journal_twice_counts_once()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        using var crashed = directory.Crashed();
        var journal = Directory.GetFiles(crashed.Journal, "*.journal").Single();
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(journal, [.. bytes, .. bytes], TestContext.Current.CancellationToken);

        await using var restarted = crashed.Open();

        Assert.Equal(new RecoveryReport(20, 0), restarted.Recovered);
        Assert.Equal(20, StoreDirectory.Count(restarted));
        Assert.Equal(20L, StoreDirectory.Single(restarted, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task A_body_whose_bytes_changed_on_the_disk_is_not_read()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        using var crashed = directory.Crashed();
        var journal = Directory.GetFiles(crashed.Journal, "*.journal").Single();
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);

        await using var restarted = crashed.Open();

        Assert.Equal(10, restarted.Recovered.Records);
        Assert.True(restarted.Recovered.DamagedBytes > 0);
    }

    [Fact]
    public async Task A_request_sent_again_after_the_crash_is_stored_once()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        using var crashed = directory.Crashed();

        await using var restarted = crashed.Open();
        var again = await StoreDirectory.Accept(restarted, Spans.Request(1, 10));

        Assert.Equal(IntakeStatus.Accepted, again.Status);
        Assert.Equal(10, StoreDirectory.Count(restarted));
    }

    [Fact]
    public async Task A_request_sent_again_after_the_seal_and_a_restart_is_stored_once()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
        }

        await using var restarted = directory.Open();
        await StoreDirectory.Accept(restarted, Spans.Request(1, 10));

        Assert.Equal(10, StoreDirectory.Count(restarted));
        Assert.Equal(10L, StoreDirectory.Single(restarted, "SELECT sum(requests) FROM rollups"));
    }

    [Fact]
    public async Task A_journal_that_was_sealed_but_not_deleted_is_not_read_twice()
    {
        using var directory = new StoreDirectory();
        using var before = await WithSpans(directory);
        await using (var store = directory.Open())
        {
            await store.SealAsync();
        }

        foreach (var journal in Directory.GetFiles(before.Journal))
        {
            File.Copy(journal, Path.Combine(directory.Journal, Path.GetFileName(journal)), overwrite: true);
        }

        await using var restarted = directory.Open();

        Assert.Equal(10, StoreDirectory.Count(restarted));
    }

    [Fact]
    public async Task A_file_that_was_written_but_not_listed_is_cleared_away()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
        }

        var orphan = Path.Combine(directory.Parquet, "spans-0000000099.parquet");
        File.Copy(Directory.GetFiles(directory.Parquet).Single(), orphan);
        await File.WriteAllTextAsync(orphan + ".tmp", "half", TestContext.Current.CancellationToken);

        await using var restarted = directory.Open();

        Assert.Equal(10, StoreDirectory.Count(restarted));
        Assert.Single(Directory.GetFiles(directory.Parquet));
    }

    [Fact]
    public async Task A_stop_leaves_nothing_to_recover()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
        }

        await using var restarted = directory.Open();

        Assert.Equal(new RecoveryReport(0, 0), restarted.Recovered);
        Assert.Equal(10, StoreDirectory.Count(restarted));
    }

    [Fact]
    public async Task A_second_store_on_the_directory_is_told_who_is_in_the_way()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        var refusal = Assert.Throws<StoreException>(() => directory.Open());

        Assert.Contains("in use by another process", refusal.Message);
    }

    [Fact]
    public async Task A_directory_of_a_newer_version_is_refused()
    {
        using var directory = new StoreDirectory();
        await directory.Open().DisposeAsync();
        using (var catalog = Catalog.Open(new StoreOptions { Directory = directory.Path }))
        {
            catalog.Execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'");
        }

        var refusal = Assert.Throws<StoreException>(() => directory.Open());

        Assert.Contains("newer Upshot", refusal.Message);
    }

    private static async Task<StoreDirectory> WithSpans(StoreDirectory directory)
    {
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        return directory.Crashed();
    }
}
