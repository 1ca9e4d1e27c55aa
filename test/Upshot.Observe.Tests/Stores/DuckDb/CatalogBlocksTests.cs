using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Repair;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Guards that a start needs DuckDB to read a whole catalog only where its file is not whole, and that no damage is taken for whole.</summary>
public class CatalogBlocksTests
{
    private const int HeadersSize = 3 * 4096, BlockSize = 256 * 1024;

    [Fact]
    public void A_catalog_as_DuckDB_leaves_it_is_whole()
    {
        using var directory = new StoreDirectory();

        Assert.True(CatalogBlocks.AreWhole(Filled(directory)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(4096 + 32)]
    [InlineData(2 * 4096)]
    [InlineData(HeadersSize)]
    [InlineData(HeadersSize + 100_000)]
    [InlineData(HeadersSize + BlockSize + (BlockSize - 1))]
    public void One_bit_that_changed_is_found_wherever_it_is(long at)
    {
        using var directory = new StoreDirectory();
        var path = Filled(directory);
        using (var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = at;
            var value = file.ReadByte();
            file.Position = at;
            file.WriteByte((byte)(value ^ 4));
        }

        Assert.False(CatalogBlocks.AreWhole(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(HeadersSize)]
    [InlineData(HeadersSize + BlockSize)]
    [InlineData(HeadersSize + BlockSize + 4096)]
    public void A_catalog_that_was_cut_is_not_whole_though_what_is_left_is(long length)
    {
        using var directory = new StoreDirectory();
        var path = Filled(directory);
        using (var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.SetLength(length);
        }

        Assert.False(CatalogBlocks.AreWhole(path));
    }

    /// <summary>With more blocks than one.</summary>
    private static string Filled(StoreDirectory directory)
    {
        var options = new StoreOptions { Directory = directory.Path };
        Directory.CreateDirectory(directory.Path);
        using (var catalog = Catalog.Open(options))
        {
            catalog.Execute("INSERT INTO bodies SELECT uuid(), range FROM range(100000)");
        }

        var path = CatalogFile.PathIn(options);
        Assert.True(new FileInfo(path).Length > HeadersSize + (2 * BlockSize));
        return path;
    }
}
