using Microsoft.Extensions.Time.Testing;
using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What is kept of routes says what a statement over every minute says, whatever came meanwhile.</summary>
public sealed class RouteMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Routes_are_those_of_a_statement_whatever_came_meanwhile(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(Story.Noon.AddDays(14));
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan, time);
        for (var step = 0; step < 30; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    // So far apart that the first hours are kept by the day alone, and some come after later ones.
                    await store.Send(Story.Request(random.Next(10_000), 20, random.Next(-3, 24 * 12)));
                    break;
                case 1:
                    await Hours(store, random.Next(-3, 24 * 2), 60, random);
                    break;
                case 2:
                    await store.Send(Story.Sampled(random.Next(10_000)));
                    break;
                default:
                    await store.SealAsync();
                    break;
            }

            AssertSame(store, Story.Hours(random.Next(-4, 24 * 6) + (random.Next(60) / 60.0), random.Next(24 * 7, 24 * 14) + (random.Next(60) / 60.0)));
            AssertSame(store, Times.All);
        }

        // More hours than are kept, one by one.
        for (var from = 0; from < 24 * 10; from += 24)
        {
            await Hours(store, from, 24, random);
            await store.SealAsync();
            AssertSame(store, Story.Hours(0.5, from + 7.25));
        }

        var before = Total(store);
        time.Advance(store.Plan.Retention.Rollups - TimeSpan.FromDays(7));
        store.Maintain(confirmed: true);
        AssertSame(store, Times.All);
        Assert.InRange(Total(store), 1, before - 1);
    }

    [Fact]
    public async Task A_question_that_saw_less_than_is_kept_asks_the_catalog()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        await store.Send(Story.Request(1, 60));
        using var early = store.Queries.Session(withRollups: true, TestContext.Current.CancellationToken);
        await store.SealAsync();
        var total = Total(store);

        Assert.Null(early.RouteSums([(0, long.MaxValue)], out _));
        Assert.InRange(total, 1, 120);
        Assert.Equal(total, RouteAnswer.Of(early, new(Times.All)).Sum(r => r.Requests));
    }

    private static async Task Hours(TelemetryStore store, int from, int count, Random random)
    {
        for (var hour = from; hour < from + count; hour++)
        {
            await store.Send(Story.Request(random.Next(1_000_000), 2, hour));
        }
    }

    private static long Total(TelemetryStore store) => store.Ask(new RouteQuestion(Times.All)).Sum(r => r.Requests);

    private static void AssertSame(TelemetryStore store, TimeRange range)
    {
        using var session = store.Queries.Session(withRollups: true, TestContext.Current.CancellationToken);
        foreach (var question in new RouteQuestion[] { new(range), new(range, 2), new(range) { Operations = [new("shop", "/other", "other"), new("shop", "/search", "none")] } })
        {
            Assert.Equal(RouteAnswer.ByStatement(session, question).Select(Told), RouteAnswer.Of(session, question).Select(Told));
        }
    }

    private static string Told(RouteSeen r) =>
        $"{r.Service} {r.Route} {r.Kind} {r.Operation} {r.Requests} {r.Errors} {Convert.ToHexString(r.Latency.ToBytes())} {Convert.ToHexString(r.LatencyVariance?.ToBytes() ?? [])} {r.Sampling.Good:0.###} {r.Sampling.Bad:0.###} {r.Sampling.GoodWeight} {r.Sampling.BadWeight}";
}
