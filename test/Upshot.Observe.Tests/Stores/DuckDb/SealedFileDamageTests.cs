namespace Upshot.Observe.Tests.Stores.DuckDb;

public class SealedFileDamageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public enum Damage
    {
        Deleted,
        Emptied,
        Cut,
        Flipped,
        FlippedAndTimesSetBack,
    }

    public static TheoryData<Damage> Kinds => [.. Enum.GetValues<Damage>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_damaged_while_nothing_ran_is_left_out_and_that_is_said(Damage damage)
    {
        using var directory = new StoreDirectory();
        await TwoFiles(directory);
        Do(damage, First(directory));

        await using var store = directory.Open();

        var answer = store.Queries.Sql("SELECT count(*) FROM spans", new(), Cancel);
        Assert.Equal(20L, answer.Rows[0][0]);
        var missing = Assert.Single(answer.Missing);
        Assert.Equal(("traces", 10L), (missing.Signal, missing.Rows));
        Assert.True(missing.From < missing.To);

        // The rollups were not in the file.
        Assert.Equal(30L, StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_damaged_after_it_was_proven_is_found_by_the_next_question(Damage damage)
    {
        using var directory = new StoreDirectory();
        await TwoFiles(directory);
        await using var store = directory.Open();
        Assert.Equal(30, StoreDirectory.Count(store));

        Do(damage, First(directory));

        var answer = store.Queries.Sql("SELECT count(*), count(DISTINCT span_id) FROM spans", new(), Cancel);
        Assert.Equal([20L, 20L], answer.Rows[0]);
        Assert.Single(answer.Missing);
    }

    [Fact]
    public async Task What_is_missing_is_said_after_a_restart_too_and_until_the_file_is_put_back()
    {
        using var directory = new StoreDirectory();
        await TwoFiles(directory);
        var first = First(directory);
        var whole = await File.ReadAllBytesAsync(first, Cancel);
        Do(Damage.Flipped, first);
        await using (var store = directory.Open())
        {
            Assert.Equal(20, StoreDirectory.Count(store));
        }

        await using (var store = directory.Open())
        {
            Assert.Equal(10L, Assert.Single(store.Health.Missing).Rows);
            Assert.True(File.Exists(Path.Combine(directory.Path, "damaged", Path.GetFileName(first))));

            await File.WriteAllBytesAsync(first, whole, Cancel);
            var report = store.Check(Cancel);

            Assert.True(report.IsWhole);
            Assert.Equal(30, StoreDirectory.Count(store));
        }

        await using var after = directory.Open();
        Assert.Equal(30, StoreDirectory.Count(after));
        Assert.Empty(after.Health.Missing);
    }

    [Fact]
    public async Task A_damaged_file_does_not_become_part_of_a_merged_one()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var seed = 1; seed <= 13; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 10));
            await store.SealAsync();
        }

        Do(Damage.FlippedAndTimesSetBack, First(directory));
        store.Maintain();

        var answer = store.Queries.Sql("SELECT count(*) FROM spans", new(), Cancel);
        Assert.Equal(120L, answer.Rows[0][0]);
        Assert.Equal(10L, Assert.Single(answer.Missing).Rows);
        Assert.Single(Directory.GetFiles(directory.Parquet));
    }

    [Fact]
    public async Task A_damaged_journal_is_said_by_every_answer_and_a_copy_of_it_stays()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        using var crashed = directory.Crashed();
        var journal = Directory.GetFiles(crashed.Journal, "*.journal").Single();
        Do(Damage.Flipped, journal);
        var damaged = await File.ReadAllBytesAsync(journal, Cancel);

        await using (var restarted = crashed.Open())
        {
            Assert.Null(Assert.Single(restarted.Health.Missing).Rows);
            await restarted.SealAsync();
        }

        await using var again = crashed.Open();
        Assert.Contains("bytes of journal/", Assert.Single(again.Queries.Sql("SELECT 1", new(), Cancel).Missing).Sentence);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(crashed.Path, "damaged")).Single(), Cancel));
    }

    private static async Task TwoFiles(StoreDirectory directory)
    {
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 20));
        await store.SealAsync();
    }

    private static string First(StoreDirectory directory) => Directory.GetFiles(directory.Parquet).Order(StringComparer.Ordinal).First();

    private static void Do(Damage damage, string path)
    {
        var (written, bytes) = (File.GetLastWriteTimeUtc(path), File.ReadAllBytes(path));
        switch (damage)
        {
            case Damage.Deleted:
                File.Delete(path);
                return;
            case Damage.Emptied:
                File.WriteAllBytes(path, []);
                return;
            case Damage.Cut:
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                return;
            default:
                bytes[bytes.Length / 3] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
        }

        if (damage == Damage.FlippedAndTimesSetBack)
        {
            File.SetLastWriteTimeUtc(path, written);
        }
    }
}
