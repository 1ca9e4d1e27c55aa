
namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Something is damaged, and later what knew of it is lost too: what is missing is still said.</summary>
public sealed class LossOnLossTests
{
    [Fact]
    public async Task A_sealed_file_that_was_damaged_is_still_missing_when_the_catalog_is_made_again_and_no_longer_when_it_is_put_back()
    {
        using var directory = await Sealed(3);
        var file = Directory.GetFiles(directory.Parquet).Order(StringComparer.Ordinal).First();
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Flip(file);
        await using (var store = directory.Open())
        {
            Assert.Equal(20, StoreDirectory.Count(store));
            Assert.Single(store.Queries.Missing);
        }

        DeleteCatalog(directory);
        for (var start = 0; start < 2; start++)
        {
            await using var again = directory.Open();
            Assert.Equal(20, StoreDirectory.Count(again));
            Assert.Equal(10, Assert.Single(again.Queries.Missing).Rows);
        }

        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        await using (var back = directory.Open())
        {
            Assert.Equal(30, StoreDirectory.Count(back));
            Assert.Empty(back.Queries.Missing);
        }

        DeleteCatalog(directory);
        await using var last = directory.Open();
        Assert.Equal(30, StoreDirectory.Count(last));
        Assert.Empty(last.Queries.Missing);
    }

    [Fact]
    public async Task A_rollup_file_that_is_damaged_while_the_catalog_is_there_is_written_once_more()
    {
        using var directory = await Sealed(3);
        foreach (var file in Directory.GetFiles(Rollups(directory)))
        {
            Flip(file);
        }

        await using (var store = directory.Open())
        {
            Assert.True(store.Check(TestContext.Current.CancellationToken).IsWhole);
        }

        DeleteCatalog(directory);
        await using var again = directory.Open();
        Assert.Empty(again.Queries.Missing);
        Assert.Equal(30L, StoreDirectory.Single(again, "SELECT sum(requests)::BIGINT FROM rollups"));
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("deleted")]
    public async Task A_rollup_file_that_is_damaged_when_the_catalog_is_lost_is_said(string how)
    {
        using var directory = await Sealed(3);
        var file = Directory.GetFiles(Rollups(directory), "rollups-*").Order(StringComparer.Ordinal).ElementAt(1);
        if (how == "flipped")
        {
            Flip(file);
        }
        else
        {
            File.Delete(file);
        }

        DeleteCatalog(directory);
        for (var start = 0; start < 2; start++)
        {
            await using var store = directory.Open();
            Assert.Equal(20L, StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups"));
            Assert.Contains("counts and budgets", Assert.Single(store.Queries.Missing).Why);
        }
    }

    [Fact]
    public async Task The_first_rollup_file_that_is_deleted_is_written_once_more()
    {
        using var directory = await Sealed(3);
        File.Delete(Directory.GetFiles(Rollups(directory), "rollups-*").Order(StringComparer.Ordinal).First());
        await using (directory.Open())
        {
        }

        DeleteCatalog(directory);
        await using var again = directory.Open();
        Assert.Equal(30L, StoreDirectory.Single(again, "SELECT sum(requests)::BIGINT FROM rollups"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operational_state_that_is_gone_with_its_copies_is_said(bool withCatalog)
    {
        using var directory = await Sealed(1);
        File.Delete(Path.Combine(directory.Path, "state.db"));
        Directory.Delete(Path.Combine(directory.Path, "state"), recursive: true);
        if (withCatalog)
        {
            DeleteCatalog(directory);
        }

        for (var start = 0; start < 2; start++)
        {
            await using var store = directory.Open();
            Assert.Equal(10, StoreDirectory.Count(store));
            Assert.Contains("releases and rollout changes", Assert.Single(store.Queries.Missing).Why);
        }
    }

    private static async Task<StoreDirectory> Sealed(int files)
    {
        var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var seed = 1; seed <= files; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(seed, 10));
            await store.SealAsync();
        }

        return directory;
    }

    private static string Rollups(StoreDirectory directory) => Path.Combine(directory.Path, "rollups");

    /// <summary>In the data, not the footer: the file still describes itself.</summary>
    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[20] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    private static void DeleteCatalog(StoreDirectory directory)
    {
        foreach (var file in Directory.GetFiles(directory.Path, "upshot.duckdb*"))
        {
            File.Delete(file);
        }
    }
}
