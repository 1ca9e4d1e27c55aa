using System.Text.Json;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What is read without SQL is what a statement says.</summary>
public sealed class UnqueriedTests
{
    [Fact]
    public async Task Traces_are_those_of_a_statement_unsealed_sealed_and_merged()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        for (var part = 0; part < 14; part++)
        {
            await store.Send(Story.Request(part, 60, part % 3));
            await store.Send(Story.Tangled(part % 4));
            if (part is 5 or 9)
            {
                AssertSame(store);
            }

            await store.SealAsync();
        }

        AssertSame(store);
        store.Maintain(confirmed: true);
        Assert.InRange(store.Size().Files, 1, 3);
        AssertSame(store);
        await store.Send(Story.Tangled(2));
        AssertSame(store);
    }

    [Fact]
    public async Task A_trace_larger_than_the_limit_is_left_to_a_statement()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        await store.Send(Story.Tangled(1));
        await store.SealAsync();
        await store.Send(Story.Tangled(1));
        using var session = store.Queries.Session(false, TestContext.Current.CancellationToken);
        var trace = session.Read("SELECT trace_id FROM (" + session.Spans(0, long.MaxValue) + ") GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", r => r.GetGuid(0))[0];
        var spans = store.Trace(trace.ToString("N"))!.Spans.Count;
        Column[] columns = SpanSchema.Named("name");

        Assert.InRange(spans, 3, 80);
        Assert.Null(TraceRows.Of(session, trace, columns, spans - 1));
        Assert.Equal(spans, TraceRows.Of(session, trace, columns, spans)!.Count);
        Assert.Equal(spans, store.Ask(new TraceQuestion(trace.ToString("N"), 2))!.Whole!.Spans);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Searches_find_what_a_statement_finds(int seed)
    {
        var random = new Random(seed);
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        for (var part = 0; part < 8; part++)
        {
            await store.Send(Story.Request(random.Next(1000), 60, random.Next(4)));
            await store.Send(Story.Tangled(random.Next(1000)));
            if (part != 6)
            {
                await store.SealAsync();
            }

            for (var i = 0; i < 25; i++)
            {
                var limit = random.Next(1, 200);
                var choice = Choice(random, store);
                using var session = store.Queries.Session(false, TestContext.Current.CancellationToken);
                var stated = TraceSearchAnswer.ByStatement(session, choice, limit);
                var found = new SpanFinder(session, choice, limit).With(TraceSearchAnswer.Unsealed(session, choice, limit));

                Assert.Equal(stated.Order(TraceRow.By(choice.Search)).Select(Text), found.Select(Text));
            }
        }
    }

    [Fact]
    public async Task Files_without_a_span_as_long_as_is_asked_are_not_opened_again()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        for (var part = 0; part < 4; part++)
        {
            await store.Send(Story.Request(part, 60, part));
            await store.SealAsync();
        }

        Assert.Equal(4, Opened(store, new TraceSearch(Times.All, 20) { AtLeast = TimeSpan.FromMinutes(10) }));
        Assert.Equal(0, Opened(store, new TraceSearch(Times.All, 20) { AtLeast = TimeSpan.FromMinutes(10) }));
        Assert.Equal(0, Opened(store, new TraceSearch(Times.All, 20) { Service = "never" }));
        Assert.InRange(Opened(store, new TraceSearch(Times.All, 20) { Service = "shop", AtLeast = TimeSpan.FromMilliseconds(100) }), 1, 8);
    }

    private static int Opened(TelemetryStore store, TraceSearch search)
    {
        var before = store.FilesOpened;
        store.Ask(search);
        return (int)(store.FilesOpened - before);
    }

    private static SpanChoice Choice(Random random, TelemetryStore store)
    {
        var from = random.Next(3) == 0 ? Times.All : Story.Hours(random.Next(3), random.Next(3, 5));
        var search = new TraceSearch(from, 1)
        {
            Operation = random.Next(2) == 0 ? "checkout" : null,
            Service = random.Next(3) switch { 0 => "shop", 1 => "never", _ => null },
            Version = random.Next(3) == 0 ? "1.1" : null,
            AtLeast = random.Next(2) == 0 ? TimeSpan.FromMilliseconds(random.Next(600)) : null,
            OnlyFailed = random.Next(4) == 0,
            SlowestFirst = random.Next(2) == 0,
        };
        var found = store.Ask(new TraceSearch(Times.All, 10)).Select(f => f.TraceId).Take(random.Next(5)).ToList();
        var last = random.Next(2) == 0 ? null : new TraceRow(new("", default, 0, "", "", "", "", false), 0, Nanos.Of(Story.Noon.AddMinutes(random.Next(200))), random.NextInt64(400_000_000));
        return new(search, random.Next(2) == 0, found, last);
    }

    private static void AssertSame(TelemetryStore store)
    {
        using var session = store.Queries.Session(false, TestContext.Current.CancellationToken);
        var traces = session.Read("SELECT DISTINCT trace_id FROM (" + session.Spans(0, long.MaxValue) + ") ORDER BY 1", r => r.GetGuid(0));
        Assert.InRange(traces.Count, 50, 2000);
        foreach (var trace in traces.Where((_, i) => i % 7 == 0 || i < 60))
        {
            Assert.NotNull(TraceRows.Of(session, trace, [], 50_000));
            var question = new TraceQuestion(trace.ToString("N"));
            Assert.Equal(Text(TraceAnswer.ByStatement(session, trace, question)), Text(TraceAnswer.ById(session, question)));
            var details = new SpanDetailQuestion(trace.ToString("N"));
            Assert.Equal(SpanDetailAnswer.ByStatement(session, trace, details).Select(Text).Order(StringComparer.Ordinal), SpanDetailAnswer.Of(session, details).Select(Text).Order(StringComparer.Ordinal));
        }
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
