using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class HeldFilesTests
{
    [Fact]
    public void A_file_that_is_read_goes_when_the_last_has_read_it_and_one_that_is_gone_cannot_be_held()
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        var files = new HeldFiles();
        string[] paths = [Path.Combine(directory.Path, "a"), Path.Combine(directory.Path, "b")];
        Array.ForEach(paths, p => File.WriteAllText(p, ""));

        var (first, second) = (files.TryHold(paths), files.TryHold([paths[0]]));
        files.Delete(paths[0]);
        first!.Dispose();
        first.Dispose();
        Assert.True(File.Exists(paths[0]));
        second!.Dispose();
        Assert.False(File.Exists(paths[0]));

        Assert.Null(files.TryHold(paths));
        files.Delete(paths[1]);
        Assert.False(File.Exists(paths[1]));
    }

    [Fact]
    public async Task What_is_held_while_others_delete_is_there()
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        var files = new HeldFiles();
        for (var round = 0; round < 200; round++)
        {
            var path = Path.Combine(directory.Path, $"{round}");
            File.WriteAllText(path, "");
            var held = Task.Run(() => files.TryHold([path]), TestContext.Current.CancellationToken);
            var deleted = Task.Run(() => files.Delete(path), TestContext.Current.CancellationToken);
            await Task.WhenAll(held, deleted);
            Assert.Equal((await held) is not null, File.Exists(path));
            (await held)?.Dispose();
            Assert.False(File.Exists(path));
        }
    }
}
