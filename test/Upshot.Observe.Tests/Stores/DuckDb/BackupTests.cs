using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Backup;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class BackupTests
{
    [Fact]
    public async Task Restored_it_is_what_was_acknowledged_when_it_started_and_a_second_one_copies_only_what_is_new()
    {
        using var directory = new StoreDirectory();
        using var backup = new StoreDirectory();
        await using var store = directory.Open();
        for (var i = 1; i <= 14; i++)
        {
            await StoreDirectory.Accept(store, Spans.Request(i, 10));
            await store.SealAsync();
        }

        store.Maintain();
        await StoreDirectory.Accept(store, Spans.Request(15, 10));
        store.State.Announce(new("1.0", "c0ffee", "production", DateTimeOffset.UnixEpoch, "digest"));
        var (contents, first) = await Back(store, backup.Path);
        Assert.Equal(contents.Files.Count, first.Count);

        await StoreDirectory.Accept(store, Spans.Request(16, 10));
        await AssertHolds(backup, 150);
        await store.SealAsync();
        var (_, second) = await Back(store, backup.Path);
        Assert.DoesNotContain(second, f => first.Contains(f) && f.Path.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Contains(second, f => f.Path.StartsWith("parquet/", StringComparison.Ordinal));
        await AssertHolds(backup, 160);
    }

    [Fact]
    public async Task Under_load_it_has_every_request_that_was_acknowledged_before_it_started()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(with: o => o with { SegmentRecords = 50 });
        using var stop = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(1);

        // So many requests for each backup, the first of them before it starts: it is taken in their midst, and what it has to copy stays small.
        const int EachRound = 90;
        using var requests = new SemaphoreSlim(0);
        long acknowledged = 0, during = 0;
        var load = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await requests.WaitAsync(TestContext.Current.CancellationToken);
                await turn.WaitAsync(TestContext.Current.CancellationToken);
                await StoreDirectory.Accept(store, Spans.Request(i, 10));
                Interlocked.Add(ref acknowledged, 10);
                if (i % 30 == 0)
                {
                    store.Maintain();
                }

                turn.Release();
            }
        }, TestContext.Current.CancellationToken);
        using var backup = new StoreDirectory();
        for (var round = 0; round < 4; round++)
        {
            requests.Release(EachRound);
            while (Interlocked.Read(ref acknowledged) < 10 * ((EachRound * round) + 10))
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            var before = Interlocked.Read(ref acknowledged);
            await Back(store, backup.Path);
            var after = Interlocked.Read(ref acknowledged);
            during += after - before;

            // The load is for the backup; what was restored is looked at in peace.
            await turn.WaitAsync(TestContext.Current.CancellationToken);
            using var copy = backup.Crashed();
            await using var restored = copy.Open();
            var there = StoreDirectory.Count(restored);
            Assert.InRange(there, before, after + 10);
            Assert.Equal(there, Convert.ToInt64(StoreDirectory.Single(restored, "SELECT count(DISTINCT span_id) FROM spans")));
            Assert.Equal(there, Convert.ToInt64(StoreDirectory.Single(restored, "SELECT coalesce(sum(requests), 0) FROM rollups")));
            turn.Release();
        }

        await stop.CancelAsync();
        requests.Release();
        await load;
        Assert.True(during > 0, "Nothing came while a backup was taken.");
    }

    [Fact]
    public async Task One_that_breaks_off_leaves_the_one_before_and_one_that_has_all_is_finished_by_the_next_start()
    {
        using var directory = new StoreDirectory();
        using var folder = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await Back(store, folder.Path);
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        await store.SealAsync();
        var tar = await Tar(store, BackupFolder.Prepare(folder.Path));

        for (var length = 0; length < tar.Length - 4096; length += 997)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => BackupFolder.ReceiveAsync(folder.Path, new MemoryStream(tar, 0, length), TestContext.Current.CancellationToken));
        }

        await AssertHolds(folder, 10);

        // A file in the way: everything has arrived, and its place is not there yet.
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "rollups")));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rollups"), "in the way", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BackupException>(() => BackupFolder.ReceiveAsync(folder.Path, new MemoryStream(tar), TestContext.Current.CancellationToken));
        File.Delete(Path.Combine(folder.Path, "rollups"));
        await AssertHolds(folder, 20);
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_or_of_another_store_is_refused()
    {
        using var directory = new StoreDirectory();
        using var other = new StoreDirectory();
        await using var store = directory.Open();
        await using var stranger = other.Open();
        Assert.Contains("is not empty", Assert.Throws<BackupException>(() => BackupFolder.Prepare(other.Path)).Message);

        using var folder = new StoreDirectory();
        await Back(store, folder.Path);
        Assert.Contains("of another data directory", (await Assert.ThrowsAsync<BackupException>(() => Back(stranger, folder.Path))).Message);
    }

    [Fact]
    public async Task A_file_of_the_same_name_and_length_and_other_bytes_is_sent_again_and_one_that_arrives_damaged_is_refused()
    {
        using var directory = new StoreDirectory();
        using var folder = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        var tar = await Tar(store, []);
        await Back(store, folder.Path);
        Flip(Directory.GetFiles(folder.Parquet).Single());
        Flip(Directory.GetFiles(Path.Combine(folder.Path, "rollups"), "rollups-*").Single());

        var (_, news) = await Back(store, folder.Path);

        Assert.Equal(3, news.Count);
        await AssertHolds(folder, 10);

        var sealedFile = await File.ReadAllBytesAsync(Directory.GetFiles(directory.Parquet).Single(), TestContext.Current.CancellationToken);
        tar[tar.AsSpan().IndexOf(sealedFile) + 20] ^= 0x10;
        using var other = new StoreDirectory();
        BackupFolder.Prepare(other.Path);
        Assert.Contains("did not arrive as it was", (await Assert.ThrowsAsync<BackupException>(() => BackupFolder.ReceiveAsync(other.Path, new MemoryStream(tar), TestContext.Current.CancellationToken))).Message);
    }

    [Fact]
    public async Task What_the_directory_has_lost_stays_in_a_backup_that_has_it()
    {
        using var directory = new StoreDirectory();
        using var folder = new StoreDirectory();
        using var late = new StoreDirectory();
        await using var store = directory.Open();
        for (var seed = 1; seed <= 2; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 10));
            await store.SealAsync();
        }

        await Back(store, folder.Path);
        Flip(Directory.GetFiles(directory.Parquet).Order(StringComparer.Ordinal).First());
        for (var run = 0; run < 2; run++)
        {
            await Back(store, folder.Path);
            await AssertHolds(folder, 20);
        }

        // A backup that never had it says that it is missing.
        await Back(store, late.Path);
        using var copy = late.Crashed();
        await using var restored = copy.Open();
        Assert.Equal(10, StoreDirectory.Count(restored));
        Assert.Equal(10, Assert.Single(restored.Queries.Missing).Rows);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[20] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    private static async Task<(BackupContents Contents, IReadOnlyList<BackupFile> New)> Back(TelemetryStore store, string folder) =>
        await BackupFolder.ReceiveAsync(folder, new MemoryStream(await Tar(store, BackupFolder.Prepare(folder))), TestContext.Current.CancellationToken);

    private static async Task<byte[]> Tar(TelemetryStore store, IReadOnlyList<BackupFile> have)
    {
        using var backup = await store.TakeBackupAsync(TestContext.Current.CancellationToken);
        using var tar = new MemoryStream();
        await backup.WriteAsync(tar, have, TestContext.Current.CancellationToken);
        return tar.ToArray();
    }

    private static async Task AssertHolds(StoreDirectory backup, long spans)
    {
        using var copy = backup.Crashed();
        await using var restored = copy.Open();
        Assert.Equal(spans, StoreDirectory.Count(restored));
        Assert.Equal(spans, Convert.ToInt64(StoreDirectory.Single(restored, "SELECT sum(requests) FROM rollups")));
    }
}
