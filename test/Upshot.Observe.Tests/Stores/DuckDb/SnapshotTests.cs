using System.Globalization;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class SnapshotTests
{
    [Fact]
    public async Task What_was_counted_is_of_the_same_moment_as_the_spans_while_more_come_in()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            for (var seed = 1; !stop.IsCancellationRequested; seed++)
            {
                await StoreDirectory.Accept(store, Spans.Request(seed, 50));
            }
        }, TestContext.Current.CancellationToken);

        // Spans are read first, and slowly: whatever came meanwhile must not be in the second part of the same answer.
        for (var i = 0; i < 40; i++)
        {
            var row = store.Queries.Sql(
                "SELECT (SELECT count(*) FROM spans), (SELECT coalesce(sum(requests), 0) FROM rollups), (SELECT count(*) FROM spans s JOIN spans t USING (span_id))", new(), TestContext.Current.CancellationToken).Rows[0];
            Assert.Equal(Number(row[0]), Number(row[1]));
        }

        await stop.CancelAsync();
        await sending;

        static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }
}
