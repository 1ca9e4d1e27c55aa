using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class LostAndFoundTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_nobody_knows_is_put_aside_and_said_at_every_start_until_somebody_takes_it_away()
    {
        using var directory = new StoreDirectory();
        await directory.Open().DisposeAsync();
        var own = Path.Combine(directory.Parquet, "notes of somebody.txt");
        await File.WriteAllTextAsync(own, "precious", Cancel);
        var lost = Path.Combine(directory.Path, "lost+found", "notes of somebody.txt");

        for (var start = 0; start < 2; start++)
        {
            await using var store = directory.Open();
            await StoreDirectory.Accept(store, Spans.Request(start, 10));
            await store.SealAsync();
            Assert.Contains("notes of somebody.txt", Assert.Single(store.Health.Notices));
            Assert.Empty(store.Health.Missing);
            Assert.Equal("precious", await File.ReadAllTextAsync(lost, Cancel));
        }

        File.Delete(lost);
        await using var after = directory.Open();
        Assert.Empty(after.Health.Notices);
    }

    [Fact]
    public async Task Files_of_the_same_name_do_not_take_each_others_place()
    {
        using var directory = new StoreDirectory();
        for (var i = 0; i < 3; i++)
        {
            Directory.CreateDirectory(directory.Parquet);
            await File.WriteAllTextAsync(Path.Combine(directory.Parquet, "a"), $"{i}", Cancel);
            await directory.Open().DisposeAsync();
        }

        var there = Directory.GetFiles(Path.Combine(directory.Path, "lost+found")).Order(StringComparer.Ordinal).Select(File.ReadAllText);
        Assert.Equal(["0", "1", "2"], there);
    }

    [Fact]
    public async Task Telemetry_of_a_file_that_is_not_listed_is_said_to_be_missing_and_its_number_is_not_given_again()
    {
        using var directory = new StoreDirectory();
        using var other = new StoreDirectory();
        await using (var store = other.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(7, 40));
        }

        await directory.Open().DisposeAsync();
        File.Copy(Directory.GetFiles(other.Parquet).Single(), Path.Combine(directory.Parquet, "spans-0000000005.parquet"));

        await using var opened = directory.Open();
        await StoreDirectory.Accept(opened, Spans.Request(1, 10));
        await opened.SealAsync();

        var answer = opened.Queries.Sql("SELECT count(*) FROM spans", new(), Cancel);
        Assert.Equal(10L, answer.Rows[0][0]);
        Assert.Equal(40L, Assert.Single(answer.Missing).Rows);
        Assert.Equal("spans-0000000006.parquet", Path.GetFileName(Directory.GetFiles(directory.Parquet).Single()));
        Assert.Single(Directory.GetFiles(Path.Combine(directory.Path, "lost+found")));
    }

    [Fact]
    public async Task A_file_whose_journal_is_still_there_is_a_remnant_and_goes_after_its_seal()
    {
        using var directory = new StoreDirectory();
        using var before = await Crashed(directory);
        Directory.CreateDirectory(before.Parquet);
        File.Copy(Directory.GetFiles(directory.Parquet).Single(), Path.Combine(before.Parquet, "spans-0000000001.parquet"));

        await using var store = before.Open();
        await store.SealAsync();

        Assert.Equal(10, StoreDirectory.Count(store));
        Assert.Empty(store.Health.Notices);
        Assert.Empty(store.Health.Missing);
        Assert.Empty(Directory.GetFiles(Path.Combine(before.Path, "lost+found")));
    }

    [Fact]
    public async Task A_sealed_file_without_its_journal_counts_and_its_lost_rollups_are_said()
    {
        using var directory = new StoreDirectory();
        using var before = await Crashed(directory);
        Directory.CreateDirectory(before.Parquet);
        File.Copy(Directory.GetFiles(directory.Parquet).Single(), Path.Combine(before.Parquet, "spans-0000000001.parquet"));
        File.Delete(Directory.GetFiles(before.Journal, "*.journal").Single());

        await using var store = before.Open();
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        await store.SealAsync();

        // A sealed file proves by itself that its rows were acknowledged; its rollups went with the crash, which is said.
        Assert.Equal(20, StoreDirectory.Count(store));
        Assert.Equal(["rollups/objective_minutes", "rollups/rollups"], store.Health.Missing.Select(m => m.File).Order());
    }

    [Fact]
    public async Task Files_that_a_merge_has_replaced_are_remnants_when_a_crash_kept_them()
    {
        using var directory = new StoreDirectory();
        using var merged = await Merged(directory, keepInputs: true, keepMerged: true);

        await using var store = merged.Open();
        Assert.Equal(12, Directory.GetFiles(Path.Combine(merged.Path, "lost+found")).Length);
        await StoreDirectory.Accept(store, Spans.Request(99, 10));
        await store.SealAsync();

        Assert.Equal(130, StoreDirectory.Count(store));
        Assert.Empty(store.Health.Missing);
        Assert.Empty(Directory.GetFiles(Path.Combine(merged.Path, "lost+found")));
    }

    [Fact]
    public async Task Files_that_a_merge_has_replaced_take_its_place_when_it_is_gone()
    {
        using var directory = new StoreDirectory();
        using var merged = await Merged(directory, keepInputs: true, keepMerged: false);

        await using var store = merged.Open();
        await StoreDirectory.Accept(store, Spans.Request(99, 10));
        await store.SealAsync();

        Assert.Equal(130, StoreDirectory.Count(store));
        Assert.Empty(store.Health.Missing);
    }

    [Fact]
    public async Task A_merged_file_that_was_not_listed_yet_is_a_remnant_while_all_it_was_made_of_is_there()
    {
        using var directory = new StoreDirectory();
        var catalog = Path.Combine(directory.Path, "upshot.duckdb");
        await using (var store = directory.Open())
        {
            await Twelve(store);
        }

        using var before = directory.Crashed();
        await using (var store = directory.Open())
        {
            store.Maintain();
        }

        var file = Directory.GetFiles(directory.Parquet).Single();
        File.Copy(file, Path.Combine(before.Parquet, Path.GetFileName(file)));
        using (var opened = Catalog.Open(new StoreOptions { Directory = before.Path }))
        {
            opened.Execute($"INSERT INTO merges SELECT '{Path.GetFileName(file)}', list(name) FROM sealed_files");
        }

        await using var restarted = before.Open();
        await StoreDirectory.Accept(restarted, Spans.Request(99, 10));
        await restarted.SealAsync();

        Assert.Equal(130, StoreDirectory.Count(restarted));
        Assert.Empty(restarted.Health.Missing);
        Assert.Empty(Directory.GetFiles(Path.Combine(before.Path, "lost+found")));
    }

    /// <summary>Seals ten spans; answers with the directory as it was before, its journal still there.</summary>
    private static async Task<StoreDirectory> Crashed(StoreDirectory directory)
    {
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        var crashed = directory.Crashed();
        await store.SealAsync();
        return crashed;
    }

    private static async Task Twelve(TelemetryStore store)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 10));
            await store.SealAsync();
        }
    }

    /// <summary>Twelve files made one, and what a crash may have left of them.</summary>
    private static async Task<StoreDirectory> Merged(StoreDirectory directory, bool keepInputs, bool keepMerged)
    {
        await using var store = directory.Open();
        await Twelve(store);
        using var before = directory.Crashed();
        store.Maintain();
        var after = directory.Crashed();
        if (!keepMerged)
        {
            File.Delete(Directory.GetFiles(after.Parquet).Single());
        }

        foreach (var input in keepInputs ? Directory.GetFiles(before.Parquet) : [])
        {
            File.Copy(input, Path.Combine(after.Parquet, Path.GetFileName(input)));
        }

        return after;
    }
}
