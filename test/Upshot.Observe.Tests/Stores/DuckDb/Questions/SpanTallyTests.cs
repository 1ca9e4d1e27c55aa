using System.Text.Json;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What is counted without SQL is what a statement counts.</summary>
public sealed class SpanTallyTests
{
    [Fact]
    public async Task Counts_by_value_are_those_of_a_statement()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        for (var seed = 0; seed < 6; seed++)
        {
            await store.Send(Story.Request(seed, 60));
            await store.Send(Story.Sampled(seed));
            if (seed % 2 == 0)
            {
                await store.SealAsync();
            }
        }

        using var session = store.Queries.Session(withRollups: false, TestContext.Current.CancellationToken);
        var all = RecordSummaryAnswer.ByStatement(session, Question(new()));
        string Common(string field) => all.Fields.Single(f => f.Field == field).Values is [var first, ..] ? first.Value : "none";
        RecordFilter[] filters =
        [
            new(), new() { OnlyFailed = true }, new() { AtLeast = TimeSpan.FromMilliseconds(100) }, new() { Below = TimeSpan.FromMilliseconds(100) }, new() { Service = "nobody" }, new() { Version = "" }, new() { Operation = "" },
            new() { Service = Common("service") }, new() { Name = Common("name"), OnlyFailed = true }, new() { Environment = Common("environment") }, new() { Operation = Common("operation") },
        ];
        foreach (var filter in filters)
        {
            var counted = SpanTally.Of(session, Question(filter));
            Assert.NotNull(counted);
            Assert.Equal(JsonSerializer.Serialize(RecordSummaryAnswer.ByStatement(session, Question(filter))), JsonSerializer.Serialize(counted));
        }

        Assert.True(all.Records > 100);
        Assert.Null(SpanTally.Of(session, Question(new() { Text = "x" })));
        Assert.Null(SpanTally.Of(session, Question(new()) with { Fields = ["http.route"] }));
    }

    private static RecordSummaryQuestion Question(RecordFilter where) =>
        new(false, where, ["service", "name", "status", "kind", "environment", "version", "operation", "instance"], Story.Hours(0.25, 1.5), TimeSpan.FromMinutes(5), 12);
}
