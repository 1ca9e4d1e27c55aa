using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.InMemory;

namespace Upshot.Observe.Tests.Stores.Contract;

/// <summary>Log records, data points and calls between services, which the story has none of.</summary>
public abstract partial class StoreContract
{
    private const ulong Minute = 60_000_000_000;

    [Fact]
    public async Task Logs_points_and_calls_are_found_as_the_simplest_store_finds_them()
    {
        await using var harness = await OpenAsync();
        var oracle = new InMemoryStore(Story.Plan);
        foreach (var (request, signal) in Records())
        {
            await harness.Store.Send(request, signal);
            await oracle.Send(request, signal);
            await harness.SettleAsync();
        }

        foreach (var question in RecordQuestions())
        {
            var expected = await AnswerText.Of(oracle, question);
            Assert.Equal($"{question}\n{expected}", $"{question}\n{await AnswerText.Of(harness.Store, question)}");
        }

        Assert.Equal(3, (await harness.Store.AskAsync(new LogSearch(new() { Text = "declined" }, Times.All, 10), Stop)).Count);
        Assert.Equal(2, (await harness.Store.AskAsync(new CallQuestion(Times.All, 10), Stop)).Count(c => c.Caller == "front"));
    }

    [Fact]
    public async Task Pages_of_what_was_found_are_all_of_it_once()
    {
        await using var harness = await OpenAsync();
        foreach (var seed in new[] { 1, 2, 3 })
        {
            await harness.Store.Send(Story.Request(seed, 20));
        }

        // Many of one moment, so that a page ends within it.
        await harness.Store.Send(Request([.. Enumerable.Range(0, 9).Select(i => Otlp.Span($"same {i}"))]));
        var all = await harness.Store.AskAsync(new SpanSearch(new(), Times.All, 1000), Stop);
        var paged = new List<SpanFound>();
        SearchPlace? after = null;
        while (await harness.Store.AskAsync(new SpanSearch(new(), Times.All, 4) { After = after }, Stop) is { Count: > 0 } page)
        {
            after = SearchPlace.Behind([.. page.Select(s => s.StartNanos)], after);
            paged.AddRange(page);
        }

        Assert.Equal(69, all.Count);
        Assert.Equal(all.Select(s => (s.TraceId, s.SpanId, s.Name)), paged.Select(s => (s.TraceId, s.SpanId, s.Name)));
    }

    private static byte[] Request(params ProtoMessage[] records) => Otlp.Request(records).Bytes;

    internal static IEnumerable<(byte[] Request, TelemetrySignal Signal)> Records()
    {
        var card = new ProtoMessage().Fixed64(1, Otlp.Noon + 5).Varint(2, 17).Message(5, Otlp.Value("Card declined")).Attribute(6, "error.type", "CardDeclined").Attribute(6, "attempt", 3).Blob(9, Otlp.TraceId).Blob(10, Otlp.SpanId);
        yield return (Request(Otlp.Log(), Otlp.Log(Otlp.Noon, "hello"), Otlp.Log(Otlp.Noon + Minute, "Card DECLINED again", 13), card), TelemetrySignal.Logs);
        yield return (Request(Otlp.Log(Otlp.Noon + (2 * Minute), "it's \\ \"declined\" %_", 0).Text(12, "order.placed")), TelemetrySignal.Logs);
        for (var i = 0; i < 3; i++)
        {
            var at = Otlp.Noon + ((ulong)i * Minute / 2);
            yield return (Request(
                Otlp.Sum("orders", 2, true, Otlp.Point(at).Double(4, 10 * (i + 1)).Attribute(7, "http.route", "/checkout"), Otlp.Point(at).Double(4, i + 1).Attribute(7, "tier", "gold")),
                Otlp.Gauge("queue.length", Otlp.Point(at).Double(4, 3 - i)),
                Otlp.Histogram("duration", Otlp.Point(at).Fixed64(4, 6).Double(5, 12).Fixed64(6, 1).Fixed64(6, 2).Fixed64(6, 3).Double(7, 1).Double(7, 2.5))), TelemetrySignal.Metrics);
        }

        var (front, back) = (Named("front"), Named("back"));
        yield return (Otlp.Request(front, Otlp.Scope(), Span(1, 0, 2), Span(2, 1, 3), Span(3, 1, 3).Attribute(9, "db.system.name", "postgresql").Attribute(9, "db.namespace", "shop")).Bytes, TelemetrySignal.Traces);
        yield return (Otlp.Request(back, Otlp.Scope(), Span(4, 2, 2), Span(5, 4, 4).Attribute(9, "messaging.system", "kafka").Attribute(9, "messaging.destination.name", "orders"), Span(6, 4, 3).Attribute(9, "server.address", "mail.example")).Bytes, TelemetrySignal.Traces);
    }

    private static ProtoMessage Named(string service) => new ProtoMessage().Attribute(1, "service.name", service).Attribute(1, "service.instance.id", "one");

    private static ProtoMessage Span(byte id, byte parent, ulong kind)
    {
        var span = new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, [0, 0, 0, 0, 0, 0, 0, id]).Text(5, $"span {id}").Varint(6, kind).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + (id * 1_000_000UL)).Message(15, new ProtoMessage().Varint(3, id % 2u));
        return parent == 0 ? span : span.Blob(4, [0, 0, 0, 0, 0, 0, 0, parent]);
    }

    internal static IEnumerable<object> RecordQuestions()
    {
        foreach (var range in new[] { Times.All, new TimeRange(Story.Noon, Story.Noon.AddMinutes(1)) })
        {
            yield return new LogSearch(new(), range, 10);
            yield return new LogSearch(new(), range, 2);
            yield return new LogSearch(new() { Text = "DECLINED" }, range, 10);
            yield return new LogSearch(new() { Text = "it's \\ \"declined\" %_" }, range, 10);
            yield return new LogSearch(new() { Severity = 13, Service = "shop", Environment = "test" }, range, 10);
            yield return new LogSearch(new() { OnlyFailed = true }, range, 10);
            yield return new LogSearch(new() { Name = "order.placed" }, range, 10);
            yield return new LogSearch(new() { TraceId = Convert.ToHexStringLower(Otlp.TraceId) }, range, 10);
            yield return new LogSearch(new() { Attributes = [new("error.type", "CardDeclined"), new("attempt", "3"), new("cloud.region", "eu")] }, range, 10);
            yield return new LogSearch(new() { AtLeast = TimeSpan.FromSeconds(1) }, range, 10);
            yield return new RecordSummaryQuestion(true, new() { Service = "shop" }, ["severity", "name", "error.type", "cloud.region", "kind"], range, TimeSpan.FromMinutes(1), 2);
            yield return new MetricNameQuestion(range);
            yield return new MetricPointQuestion(["orders", "queue.length", "duration"], range, TimeSpan.FromMinutes(1));
            yield return new MetricPointQuestion(["orders"], range, TimeSpan.FromSeconds(10)) { By = "tier", Service = "shop", Environment = "test", Attributes = [new("tier", "gold")] };
            yield return new MetricPointQuestion(["orders"], range, TimeSpan.FromSeconds(10)) { By = "instance", Version = "never" };
            yield return new CallQuestion(range, 100);
            yield return new CallQuestion(range, 2) { Environment = "" };
        }
    }
}
