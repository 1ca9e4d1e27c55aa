using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What senders sampled, told by weight.</summary>
public class SamplingQuestionTests
{
    [Fact]
    public async Task Sampled_requests_are_told_by_weight_and_unsampled_ones_not_at_all()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        // th:c keeps a quarter, th:8 a half; 0 and none keep all.
        await StoreDirectory.Accept(store, Spans.Request(1, 3, span: r => Spans.One(r, Otlp.Noon, 5, traceState: "ot=rv:ffffffffffffff;th:c")));
        await StoreDirectory.Accept(store, Spans.Request(2, 5, span: r => Spans.One(r, Otlp.Noon, 5, traceState: "ot=rv:ffffffffffffff;th:8")));
        await StoreDirectory.Accept(store, Spans.Request(3, 7, span: r => Spans.One(r, Otlp.Noon, 5)));

        var answer = await store.AskAsync(new SamplingQuestion([Window("checkout", Times.All), Window("search", Times.All), Window("checkout", new(Story.Noon.AddHours(1), Story.Noon.AddHours(2)))]), TestContext.Current.CancellationToken);

        Assert.Equal([new SampledClass(0, 0, 0, 5, 10, 20), new SampledClass(0, 0, 0, 3, 12, 48)], answer[0]);
        Assert.Empty(answer[1]);
        Assert.Empty(answer[2]);

        static BlockWindow Window(string operation, TimeRange range) => new(null, null, operation, null, range, TimeSpan.FromMinutes(1));
    }
}
