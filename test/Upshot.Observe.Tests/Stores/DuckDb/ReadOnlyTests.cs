using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class ReadOnlyTests
{
    [Fact]
    public async Task A_directory_that_can_only_be_read_answers_questions_and_stays_as_it_is()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 20));
        using var crashed = directory.Crashed();
        var before = Contents(crashed.Path);
        using (var copy = ReadOnlyCopy.Make(crashed.Path, NullLogger.Instance))
        {
            await using (var asked = TelemetryStore.Open(new StoreOptions { Directory = copy.Path, LinksInto = crashed.Path }, new ProductPlan(), TimeProvider.System, NullLogger.Instance))
            {
                Assert.Equal(30, StoreDirectory.Count(asked));
                Assert.Equal(30L, Convert.ToInt64(StoreDirectory.Single(asked, "SELECT sum(requests) FROM rollups")));
                await asked.SealAsync();
                asked.Maintain();
                Assert.Equal(30, StoreDirectory.Count(asked));
            }
        }

        Assert.Equal(before, Contents(crashed.Path));
    }

    [Fact]
    public async Task One_that_a_server_has_is_not_read_behind_its_back()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        Assert.Contains("in use by another process", Assert.Throws<StoreException>(() => ReadOnlyCopy.Make(directory.Path, NullLogger.Instance)).Message);
    }

    private static List<string> Contents(string directory) =>
        [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(p => $"{p} {Convert.ToHexString(System.IO.Hashing.XxHash3.Hash(File.ReadAllBytes(p)))}")];
}
