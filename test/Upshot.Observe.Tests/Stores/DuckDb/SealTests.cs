using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class SealTests
{
    /// <summary>Guards against sealing past a segment that could not be sealed: its journal would be taken for an old one.</summary>
    [Fact]
    public async Task A_generation_that_cannot_be_sealed_at_the_end_keeps_its_journal_and_so_do_later_ones()
    {
        using var directory = new StoreDirectory();
        var inTheWay = System.IO.Path.Combine(directory.Parquet, "spans-0000000001.parquet.tmp");
        await using (var store = directory.Open(with: Small))
        {
            Directory.CreateDirectory(inTheWay);
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
            await StoreDirectory.Accept(store, Spans.Request(2, 10));
            await StoreDirectory.Accept(store, Spans.Request(3, 5));
        }

        Directory.Delete(inTheWay);
        await using var next = directory.Open(with: Small);
        Assert.Equal(25, next.Recovered.Records);
        Assert.Equal(25, StoreDirectory.Count(next));
        await next.SealAsync();
        Assert.Equal(25, StoreDirectory.Count(next));
    }

    /// <summary>Guards against counting a segment twice that is sealed between the snapshot of a question and its reading of the catalog.</summary>
    [Fact]
    public async Task Requests_count_once_while_they_are_being_sealed()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var round = 1; round <= 15; round++)
        {
            await StoreDirectory.Accept(store, Spans.Request(round, 10));
            var sealing = store.SealAsync();
            do
            {
                Assert.Equal(10L * round, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups")));
            }
            while (!sealing.IsCompleted);

            await sealing;
        }
    }

    private static StoreOptions Small(StoreOptions options) => options with { SegmentRecords = 10 };
}
