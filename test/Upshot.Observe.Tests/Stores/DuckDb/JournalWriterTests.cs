using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public sealed class JournalWriterTests
{
    /// <summary>While one request is flushed to the disk, those that come are written together; a sender may have sent one of them twice.</summary>
    [Fact]
    public async Task A_request_that_comes_twice_in_one_group_is_acknowledged_twice_and_stored_once()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var round = 1; round <= 20; round++)
        {
            var first = StoreDirectory.Accept(store, Spans.Request(round, 1));
            var twice = Enumerable.Range(0, 8).Select(_ => StoreDirectory.Accept(store, Spans.Request(1000 + round, 1))).ToList();
            foreach (var answer in await Task.WhenAll([first, .. twice]))
            {
                Assert.Equal(IntakeStatus.Accepted, answer.Status);
            }
        }

        Assert.Equal(40, StoreDirectory.Count(store));
        Assert.Equal(40L, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups")));
    }
}
