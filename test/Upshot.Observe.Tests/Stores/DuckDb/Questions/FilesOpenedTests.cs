using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What a question costs follows its range: files that hold nothing of it are not opened.</summary>
public sealed class FilesOpenedTests
{
    private const int Hours = 6;

    [Fact]
    public async Task Only_files_of_the_range_are_opened()
    {
        using var directory = new StoreDirectory();
        await using var store = await Sealed(directory);
        var (hour, signal) = (Story.Hours(3, 4), Story.Plan.Signals[0]);
        var trace = store.Search(new TraceSearch(hour, 1))[0].TraceId;

        Assert.Equal(
            [
                ("the newest hour of all, and again for entry spans without a parent", 2), ("search, again for entry spans without a parent", 2), ("short blocks", 1), ("use", 1), ("values", 1), ("a sample, with the hour before and the one after", 4), ("a trace", 1), ("details", 1),
                ("no hour", 0), ("minutes", 0), ("objectives", 0), ("versions", 0), ("routes", 0), ("lives", 0), ("size", 0),
            ],
            new[]
            {
                ("the newest hour of all, and again for entry spans without a parent", Opened(store, new TraceSearch(Times.All, 1))),
                ("search, again for entry spans without a parent", Opened(store, new TraceSearch(hour, 1))),
                ("short blocks", Opened(store, new BlockQuestion([new("shop", null, "checkout", "1.0", hour, TimeSpan.FromSeconds(10))]))),
                ("use", Opened(store, new SignalUseQuestion(signal, hour))),
                ("values", Opened(store, new SignalValuesQuestion(signal, hour))),
                ("a sample, with the hour before and the one after", Opened(store, new TraceSampleQuestion("checkout", "1.0", hour, 5))),
                ("a trace", Opened(store, new TraceQuestion(trace))),
                ("details", Opened(store, new SpanDetailQuestion(trace))),
                ("no hour", Opened(store, new TraceSearch(Story.Hours(20, 21), 1))),
                ("minutes", Opened(store, new BlockQuestion([new("shop", null, "checkout", "1.0", hour, TimeSpan.FromMinutes(1))]))),
                ("objectives", Opened(store, new ObjectiveQuestion(Story.Plan.Objectives, Times.All))),
                ("versions", Opened(store, new VersionQuestion(Times.All))),
                ("routes", Opened(store, new RouteQuestion(Times.All))),
                ("lives", Opened(store, new LifeQuestion(Times.All))),
                ("size", Opened(store, new SizeQuestion())),
            });
    }

    [Fact]
    public async Task A_question_that_is_cancelled_stops_soon()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var session = store.Queries.Session(false, stop.Token);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => session.Read("SELECT sum(a.range * b.range)::VARCHAR FROM range(10000000) a, range(10000000) b", r => r.GetString(0)));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(0, store.Size().Files);
    }

    private static async Task<TelemetryStore> Sealed(StoreDirectory directory)
    {
        var store = directory.Open(Story.Plan);
        for (var hour = 0; hour < Hours; hour++)
        {
            for (var i = 0; i < 3; i++)
            {
                await store.Send(Story.Request((100 * hour) + i, 60, hour));
            }

            await store.SealAsync();
        }

        return store;
    }

    private static int Opened<T>(TelemetryStore store, Question<T> question)
    {
        var before = store.FilesOpened;
        store.Ask(question);
        return (int)(store.FilesOpened - before);
    }
}
