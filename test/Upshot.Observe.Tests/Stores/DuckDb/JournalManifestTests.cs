using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class JournalManifestTests
{
    [Fact]
    public async Task A_deleted_or_emptied_or_cut_journal_is_said_with_how_much_it_held()
    {
        foreach (var (damage, lost) in new (Action<string>, long)[] { (File.Delete, 30), (p => File.WriteAllBytes(p, []), 30), (p => Cut(p, 50), 20), (p => Cut(p, 1), 20) })
        {
            using var directory = new StoreDirectory();
            await using var store = directory.Open();
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
            await StoreDirectory.Accept(store, Spans.Request(2, 20));
            using var crashed = directory.Crashed();
            damage(Assert.Single(Directory.GetFiles(crashed.Journal, "*.journal")));

            await using var restarted = crashed.Open();

            Assert.Equal(new RecoveryReport(30 - lost, 0, 0, lost), restarted.Recovered);
            Assert.Equal(30 - lost, StoreDirectory.Count(restarted));
            Assert.Equal(lost, Assert.Single(restarted.Missing).Rows);

            // The number of a lost journal is not given again.
            Assert.Equal("0000000002.journal", Path.GetFileName(Directory.GetFiles(crashed.Journal, "*.journal").Max()));
        }
    }

    [Fact]
    public async Task A_foreign_file_in_the_folder_stops_nothing_and_stays()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        using var crashed = directory.Crashed();
        foreach (var name in new[] { "notes.journal", "99999999999999999999999.journal", "-1.journal", "1.journal", "readme.txt" })
        {
            await File.WriteAllTextAsync(Path.Combine(crashed.Journal, name), "mine", TestContext.Current.CancellationToken);
        }

        await using var restarted = crashed.Open();

        Assert.Equal(10, StoreDirectory.Count(restarted));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(crashed.Journal, "1.journal"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_manifest_that_is_lost_or_damaged_costs_no_record(int keep)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        using var crashed = directory.Crashed();
        var manifest = Path.Combine(crashed.Journal, "manifest");
        await File.WriteAllBytesAsync(manifest, (await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken)).Take(keep).ToArray(), TestContext.Current.CancellationToken);

        await using var restarted = crashed.Open();

        Assert.Equal(new RecoveryReport(10, 0), restarted.Recovered);
    }

    [Fact]
    public void Of_two_places_that_are_written_in_turn_a_torn_one_leaves_the_other()
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        var path = Path.Combine(directory.Path, "manifest");
        using (var manifest = JournalManifest.Create(path, "ours", [], NullLogger.Instance))
        {
            manifest.Opened(7);
            manifest.Acknowledged(7, 100, 10, 5, 5);
            manifest.Acknowledged(7, 250, 20, 4, 9);
            Assert.Equal(new JournalNote(7, 250, 30, 4, 9), JournalManifest.Read(path)[7]);
        }

        var bytes = File.ReadAllBytes(path);
        var latest = BitConverter.ToInt64(bytes, 48) > BitConverter.ToInt64(bytes, 64 + 48) ? 0 : 64;
        bytes[latest + 20] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(new JournalNote(7, 100, 10, 5, 5), JournalManifest.Read(path)[7]);
    }

    [Fact]
    public void One_that_cannot_be_written_at_first_is_written_when_the_next_journal_begins()
    {
        using var directory = new StoreDirectory();
        var path = Path.Combine(directory.Path, "journal", "manifest");
        using var manifest = JournalManifest.Create(path, "ours", [], NullLogger.Instance);
        manifest.Opened(7);
        manifest.Acknowledged(7, 100, 10, 5, 5);
        Assert.Empty(JournalManifest.Read(path));

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        manifest.Opened(8);

        Assert.Equal([new JournalNote(7, 100, 10, 5, 5), new JournalNote(8, 0, 0, 0, 0)], JournalManifest.Read(path).Values.OrderBy(n => n.Number));
    }

    private static void Cut(string path, int bytes)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length - bytes);
    }
}
