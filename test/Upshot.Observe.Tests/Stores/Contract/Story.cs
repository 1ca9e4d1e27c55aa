using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.Contract;

/// <summary>Telemetry of a small shop, and everything that can be asked of it.</summary>
internal static class Story
{
    private static readonly SourceLocation s_somewhere = new("upshot.yaml", 1, 1);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7000);
    private static readonly Signal s_signal = new("span.checkout", SignalKind.Span, s_somewhere) { Name = "GET /checkout", Version = 1 };

    /// <summary>So long that what happened on a fixed day is kept whatever day it is: a ClickHouse looks at its own clock, which no test moves.</summary>
    public static Retention Kept { get; } = new() { Spans = s_kept, Logs = s_kept, Metrics = s_kept, Rollups = s_kept };

    public static ProductPlan Plan { get; } = new()
    {
        Operations = [new("checkout", s_somewhere) { Entry = new() { Service = "shop", Route = "/checkout" } }, new("search", s_somewhere) { Entry = new() { Service = "shop", Route = "/search" } }],
        Objectives =
        [
            new("fast", s_somewhere) { Operation = "checkout", Latency = TimeSpan.FromMilliseconds(300), Target = 0.99 },
            new("works", s_somewhere) { Operation = "checkout", Target = 0.999 },
            new("production", s_somewhere) { Operation = "search", Target = 0.999, Environment = "production" },
        ],
        Signals = [s_signal],
        Retention = Kept,
    };

    /// <summary>Noon of the day that requests are of.</summary>
    public static DateTimeOffset Noon { get; } = DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000));

    /// <summary>Some of the hours after noon.</summary>
    public static TimeRange Hours(double from, double to) => new(Noon.AddHours(from), Noon.AddHours(to));

    /// <summary>Spans of both operations and of none, some failed, at any time of an hour.</summary>
    public static byte[] Request(int seed, int count, int hour = 0)
    {
        var random = new Random(seed);
        return Spans.Request(seed, count, version: random.Next(2) == 0 ? "1.0" : "1.1", instance: random.Next(2) == 0 ? "a" : "b", span: r => Marked(r, Spans.One(
            r,
            Otlp.Noon + ((ulong)hour * 3_600_000_000_000) + (ulong)r.NextInt64(3_600_000_000_000),
            (ulong)r.NextInt64(1_000_000, 500_000_000),
            new[] { "/checkout", "/search", "/other" }[r.Next(3)],
            isError: r.Next(5) == 0))).Bytes;
    }

    /// <summary>Spans of which senders kept all, a half or one in 64.</summary>
    public static byte[] Sampled(int seed) => Spans.Request(seed, 60, span: r => Spans.One(
        r,
        Otlp.Noon + (ulong)r.NextInt64(7_200_000_000_000),
        (ulong)r.NextInt64(1_000_000, 500_000_000),
        r.Next(2) == 0 ? "/checkout" : "/search",
        isError: r.Next(4) == 0,
        traceState: new[] { null, "ot=th:8;rv:ffffffffffffff", "ot=th:fc;rv:ffffffffffffff" }[r.Next(3)])).Bytes;

    /// <summary>
    /// Traces of a few spans with ids out of a few, so that all happens: own parents, circles, shared ids, missing parents, none without one; and links.
    /// </summary>
    public static byte[] Tangled(int seed) => Spans.Request(seed, 40, span: r =>
    {
        var trace = new byte[16];
        (trace[0], trace[14], trace[15]) = (7, (byte)seed, (byte)r.Next(1, 13));
        var span = new ProtoMessage().Blob(1, trace).Blob(2, Id(r)).Text(5, "GET /checkout").Varint(6, (ulong)r.Next(6)).Fixed64(7, Otlp.Noon + (ulong)r.NextInt64(1_000_000_000));
        span = span.Fixed64(8, Otlp.Noon + 1_000_000_000 + (ulong)r.NextInt64(1_000_000_000)).Attribute(9, "http.route", "/checkout").Message(15, new ProtoMessage().Varint(3, (ulong)r.Next(3)));
        span = r.Next(8) == 0 ? span : span.Blob(4, Id(r));
        return r.Next(3) == 0 ? span.Message(13, new ProtoMessage().Blob(1, trace).Blob(2, Id(r))) : span;
    }).Bytes;

    private static byte[] Id(Random random) => [0, 0, 0, 0, 0, 0, 0, (byte)random.Next(1, 6)];

    private static ProtoMessage Marked(Random random, ProtoMessage span) => random.Next(3) == 0 ? Flagged(random, span.Attribute(9, "upshot.signal", $"span.checkout@{random.Next(1, 3)}")) : Flagged(random, span);

    private static ProtoMessage Flagged(Random random, ProtoMessage span) =>
        random.Next(2) == 0 ? For(random, span.Attribute(9, "feature_flag.key", "related").Attribute(9, "feature_flag.result.variant", random.Next(2) == 0 ? "on" : "off")) : span;

    private static ProtoMessage For(Random random, ProtoMessage span)
    {
        var known = random.Next(3) > 0 ? span.Attribute(9, "feature_flag.context.id", $"user-{random.Next(5)}") : span;
        return random.Next(3) > 0 ? known.Attribute(9, random.Next(2) == 0 ? "enduser.id" : "session.id", $"user-{random.Next(5)}") : known;
    }

    /// <summary>One of each kind at least; the ranges begin and end within minutes and hours.</summary>
    public static IReadOnlyList<object> Questions(string traceId, TimeRange range) =>
    [
        new ObjectiveQuestion(Plan.Objectives, range),
        new ObjectiveQuestion([Plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(250) }], range),
        new ObjectiveQuestion([], range),
        new ObjectiveQuestion(Plan.Objectives, range) { Minutes = new(Noon.AddHours(3), [Noon.AddHours(1.2)]) },
        new ObjectiveQuestion([Plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(250) }], range) { Minutes = new(Noon.AddHours(2.5), []) },
        new TrafficQuestion([new("checkout", null), new("search", "production"), new("search", null), new("never", null)], range),
        new TrafficQuestion([new("checkout", null), new("search", null)], range, new(Noon.AddHours(3), [Noon.AddHours(0.6), Noon.AddHours(2)])),
        new TrafficQuestion([], range),
        new BlockQuestion([new("shop", null, "checkout", "1.0", range, TimeSpan.FromMinutes(5))]),
        new BlockQuestion([new(null, null, "checkout", "1.1", range, TimeSpan.FromSeconds(10)), new("shop", "production", "search", null, range, TimeSpan.FromMinutes(10))]),
        new BlockQuestion([new(null, null, "checkout", "never", range, TimeSpan.FromMinutes(1)), new("never", null, "checkout", "1.0", range, TimeSpan.FromMinutes(1))]),
        new BlockQuestion([new("shop", null, "checkout", "1.0", range, TimeSpan.FromMinutes(5)) { Kinds = ["feature_flag.result.variant", "it's \"own\""] }, new(null, null, "search", null, range, TimeSpan.FromMinutes(10)) { Kinds = ["upshot.signal"] }]),
        new BlockQuestion([]),
        new LifeQuestion(range),
        new SamplingQuestion([new("shop", null, "checkout", "1.0", range, TimeSpan.FromMinutes(1)), new(null, null, "search", null, range, TimeSpan.FromMinutes(1))]),
        new SignalSeriesQuestion(s_signal, range, TimeSpan.FromMinutes(5)),
        new SignalSeriesQuestion(s_signal, range, TimeSpan.FromMinutes(5), Environment: "never"),
        new SignalSeriesQuestion(s_signal with { Id = "metric.orders", Kind = SignalKind.Metric, Name = "orders" }, range, TimeSpan.FromMinutes(60)),
        new EvaluationQuestion(range),
        new EvaluationQuestion(range, 3),
        new FlagQuestion("related", "checkout", "shop", null, range, TimeSpan.FromMinutes(5)),
        new FlagQuestion("related", "checkout", "shop", null, range, TimeSpan.FromMinutes(5)) { ByUser = true },
        new ReleaseSplitQuestion(Plan.Objectives, range),
        new ReleaseSplitQuestion([Plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(250) }, Plan.Objectives[0] with { Environment = "production" }], range),
        new ReleaseSplitQuestion([], range),
        new VariantSplitQuestion("related", [.. Plan.Objectives.Where(o => o.Environment is null)], range),
        new VariantSplitQuestion("never", Plan.Objectives, range),
        new FlagQuestion("never", "checkout", null, null, range, TimeSpan.FromMinutes(5)),
        new OutcomeQuestion(s_signal, null, "1.0", range),
        new OutcomeQuestion(s_signal, "never", "1.1", range),
        new WindowQuestion(Plan.Objectives, range.To, [TimeSpan.FromMinutes(5), range.Length]),
        new WindowQuestion([Plan.Objectives[0] with { Latency = TimeSpan.FromMilliseconds(250) }], range.To, [range.Length]),
        new WindowQuestion([], range.To, [range.Length]),
        new OutcomeQuestion(s_signal, null, null, range),
        new VersionQuestion(range),
        new VersionQuestion(range, 1),
        new RouteQuestion(range),
        new RouteQuestion(range, 2),
        new RouteQuestion(range) { Operations = [new("shop", "/other", "other"), new("shop", "/search", "none"), new("else", "/other", "none"), new("shop", "/other", "late")] },
        new ProcessQuestion(range),
        new EntrySpanQuestion(range),
        new EntrySpanQuestion(range, 2),
        new RecordQuestion([new(SignalKind.Span, "GET /checkout"), new(SignalKind.Metric, "orders"), new(SignalKind.Span, "never"), new(SignalKind.Event, "order.placed"), new(SignalKind.Span, "GET /checkout")], range),
        new RecordQuestion([], range),
        new TraceQuestion(traceId),
        new TraceQuestion("00000000000000000000000000000001"),
        new TraceQuestion("no id"),
        new SpanDetailQuestion(traceId),
        new SpanDetailQuestion(traceId) { WithAttributes = false },
        new SpanDetailQuestion("no id"),
        new SpanDetailQuestion(traceId) { SpanIds = ["0000000000000001", "0000000000000003", "no id"] },
        new TraceSampleQuestion("checkout", "1.0", range, 100_000),
        new TraceSampleQuestion("checkout", "1.0", range, 100_000) { Environment = "production" },
        new TraceSampleQuestion("checkout", "1.0", range, 100_000) { Environment = "" },
        new TraceSampleQuestion("search", null, range, 100_000) { WithAttributes = true },
        new OperationTraceQuestion("checkout", range),
        new OperationTraceQuestion("search", range) { WithAttributes = true },
        new OperationTraceQuestion("never", range),
        new TraceSearch(range, 20),
        new TraceSearch(range, 3),
        new TraceSearch(range, 2000),
        new TraceSearch(range, 4) { SlowestFirst = true },
        new TraceSearch(range, 20) { Operation = "checkout", SlowestFirst = true },
        new TraceSearch(range, 1000) { Operation = "search", Version = "1.0", Service = "shop", OnlyFailed = true, AtLeast = TimeSpan.FromMilliseconds(100) },
        new SpanSearch(new(), range, 1000),
        new SpanSearch(new(), range, 7) { After = new(Nanos.Of(Noon.AddHours(1)), 0) },
        new SpanSearch(new() { Service = "shop", Version = "1.0", OnlyFailed = true, AtLeast = TimeSpan.FromMilliseconds(50), Below = TimeSpan.FromMilliseconds(400) }, range, 30),
        new SpanSearch(new() { Text = "get /CHECK", Attributes = [new("feature_flag.key", "related"), new("feature_flag.result.variant", null)] }, range, 30),
        new SpanSearch(new() { Operation = "search", Attributes = [new("service.instance.id", "a")] }, range, 30),
        new SpanSearch(new() { TraceId = traceId }, range, 30),
        new SpanSearch(new() { TraceId = "no id" }, range, 30),
        new SpanSearch(new() { Attributes = [new("never \"'", null)] }, range, 30),
        new RecordSummaryQuestion(false, new(), ["service", "name", "operation", "version", "kind", "feature_flag.result.variant", "never"], range, TimeSpan.FromMinutes(5), 3),
        new RecordSummaryQuestion(false, new() { OnlyFailed = true, Name = "GET /checkout" }, [], range, TimeSpan.FromHours(1), 3),
        new RecordSummaryQuestion(true, new() { Text = "x" }, ["severity", "name"], range, TimeSpan.FromHours(1), 3),
        new LogSearch(new(), range, 10),
        new MetricNameQuestion(range),
        new MetricPointQuestion(["orders"], range, TimeSpan.FromMinutes(1)) { By = "http.route" },
        new CallQuestion(range, 100),
        new CostQuestion(range),
        new SignalUseQuestion(s_signal, range),
        new SignalValuesQuestion(s_signal, range),
        new SizeQuestion(),
    ];
}
