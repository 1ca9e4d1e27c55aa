using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Observe.Tests.Stores.InMemory;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>Files are left out of a search by what the catalog knows of them: the answers stay, whatever it knows.</summary>
public sealed class SpanContentsTests
{
    private static readonly TraceSearch[] s_searches =
    [
        new(Times.All, 3),
        new(Times.All, 3) { SlowestFirst = true },
        new(Times.All, 5) { Service = "shop", AtLeast = TimeSpan.FromMilliseconds(400), SlowestFirst = true },
        new(Times.All, 5) { Operation = "search", AtLeast = TimeSpan.FromMilliseconds(450) },
        new(Times.All, 5) { Service = "nowhere" },
        new(Times.All, 5) { Operation = "checkout", AtLeast = TimeSpan.FromHours(1) },
        new(Story.Hours(1, 3), 2) { OnlyFailed = true },
        new(Times.All, 100_000),
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Searches_answer_as_the_simplest_store_whatever_the_catalog_knows(int seed)
    {
        using var directory = new StoreDirectory();
        var oracle = new InMemoryStore(Story.Plan);
        await using (var store = directory.Open(Story.Plan))
        {
            var random = new Random(seed);
            for (var i = 0; i < 9; i++)
            {
                var request = Story.Request((seed * 50) + i, random.Next(1, 30), random.Next(5));
                await store.Send(request);
                await oracle.Send(request);
                if (i < 8)
                {
                    await store.SealAsync();
                }
            }

            await Same(oracle, store);
        }

        foreach (var harm in (string[])["DELETE FROM file_contents WHERE name LIKE '%1.parquet'", "UPDATE file_contents SET contents = '{'", "UPDATE file_contents SET contents = regexp_replace(contents, '\"Hash\":\"........', '\"Hash\":\"00000000')", "DELETE FROM file_contents"])
        {
            using (var catalog = Catalog.Open(new StoreOptions { Directory = directory.Path }))
            {
                catalog.Execute(harm);
            }

            await using var store = directory.Open(Story.Plan);
            await Same(oracle, store);
        }
    }

    [Fact]
    public async Task What_files_hold_is_found_out_again_by_a_repair_and_mended_by_a_check()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open(Story.Plan))
        {
            await store.Send(Story.Request(1, 30));
        }

        var known = Known(directory);
        Assert.Contains("checkout", Assert.Single(known), StringComparison.Ordinal);
        await using (await TelemetryStore.RepairAsync(new StoreOptions { Directory = directory.Path }, Story.Plan, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
        }

        Assert.Equal(known, Known(directory));
        using (var catalog = Catalog.Open(new StoreOptions { Directory = directory.Path }))
        {
            catalog.Execute("UPDATE file_contents SET contents = replace(contents, 'checkout', 'nothing')");
        }

        await using (var store = directory.Open(Story.Plan))
        {
            Assert.True(store.Check(TestContext.Current.CancellationToken).IsWhole);
        }

        Assert.Equal(known, Known(directory));
    }

    [Fact]
    public async Task A_search_that_no_file_can_answer_opens_none()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        for (var hour = 0; hour < 3; hour++)
        {
            await store.Send(Story.Request(hour, 30, hour));
            await store.SealAsync();
        }

        var before = store.FilesOpened;
        Assert.Empty(store.Search(new TraceSearch(Times.All, 20) { Service = "shop", AtLeast = TimeSpan.FromSeconds(1) }));
        Assert.Empty(store.Search(new TraceSearch(Times.All, 20) { Operation = "never" }));
        Assert.Equal(before, store.FilesOpened);
    }

    private static async Task Same(ITelemetryStore oracle, ITelemetryStore store)
    {
        foreach (var search in s_searches)
        {
            Assert.Equal($"{search}\n{await AnswerText.Of(oracle, search)}", $"{search}\n{await AnswerText.Of(store, search)}");
        }
    }

    private static IReadOnlyList<string> Known(StoreDirectory directory)
    {
        using var catalog = Catalog.Open(new StoreOptions { Directory = directory.Path });
        return catalog.Read("SELECT contents FROM file_contents ORDER BY name", r => r.GetString(0));
    }
}
