using Upshot.Observe.Receive;
using Upshot.Observe.Stores;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class DirectoryTests
{
    [Fact]
    public async Task All_that_a_store_writes_is_for_its_own_account()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists.");
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Parquet);
        await File.WriteAllTextAsync(Path.Combine(directory.Parquet, "of an earlier version"), "", TestContext.Current.CancellationToken);
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
            AssertModes(directory.Journal);
            AssertModes(directory.Parquet);
            await store.SealAsync();
            AssertModes(directory.Parquet);
        }

        AssertModes(directory.Path);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("journal", false)]
    [InlineData("parquet", true)]
    public async Task Nothing_is_acknowledged_once_the_directory_is_gone_or_another_one(string part, bool isReplaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere files that are open cannot be moved, or have no number.");
        using var directory = new StoreDirectory();
        using var elsewhere = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        Assert.Null(store.Health.DirectoryFault);
        var (path, aside) = (Path.Combine(directory.Path, part), elsewhere.Path + "-aside");

        Directory.Move(path, aside);
        if (isReplaced)
        {
            Directory.CreateDirectory(path);
        }

        var refused = await StoreDirectory.Accept(store, Spans.Request(2, 10));
        Assert.Equal(IntakeStatus.Unavailable, refused.Status);
        Assert.NotNull(store.Health.DirectoryFault);
        Assert.Throws<StoreException>(() => store.Maintain(confirmed: true));

        // Put back, it is the one that was opened.
        if (isReplaced)
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.Move(aside, path);
        Directory.CreateDirectory(elsewhere.Path);
        Assert.Equal(IntakeStatus.Accepted, (await StoreDirectory.Accept(store, Spans.Request(2, 10))).Status);
        await store.SealAsync();
        Assert.Equal(20, StoreDirectory.Count(store));
    }

    private static void AssertModes(string path)
    {
        Assert.Equal("700", ModeOf(path));
        Assert.All(Directory.GetDirectories(path, "*", SearchOption.AllDirectories), folder => Assert.Equal("700", ModeOf(folder)));
        Assert.All(Directory.GetFiles(path, "*", SearchOption.AllDirectories), file => Assert.Equal("600", ModeOf(file)));
    }

    private static string ModeOf(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
