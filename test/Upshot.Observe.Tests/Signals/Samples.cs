using Upshot.Observe.Otlp;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

/// <summary>Valid requests that use every field there is.</summary>
internal static class Samples
{
    private static readonly (string, object)[] Attributes =
    [
        ("http.route", "/v1/orders/{id}"), ("http.request.method", "POST"), ("http.response.status_code", 200), ("server.port", "not a number"), ("error.type", "timeout"),
        ("text", "a longer text that is no column"), ("int", -5), ("double", 2.5), ("bool", false), ("bytes", new byte[] { 0, 1, 2, 3 }),
        ("list", new object[] { 1, "two", 3.0, new object[] { true } }), ("map", new (string, object)[] { ("k", "v"), ("l", new object[] { 1 }) }),
    ];

    public static IEnumerable<byte[]> Of(TelemetrySignal signal)
    {
        var records = signal switch
        {
            TelemetrySignal.Traces => Spans(),
            TelemetrySignal.Logs => Logs(),
            _ => Metrics(),
        };
        yield return Request(records).Bytes;
        yield return Request(new ProtoMessage(), new ProtoMessage(), records[^1]).Bytes;
        yield return new ProtoMessage().Message(1, new ProtoMessage().Message(2, new ProtoMessage().Messages(2, records).Message(1, Scope()).Text(3, "schema")).Message(1, Resource()).Text(3, "schema")).Bytes;
    }

    private static ProtoMessage With(this ProtoMessage record, int field) => Attributes.Aggregate(record, (message, a) => message.Attribute(field, a.Item1, a.Item2));

    private static ProtoMessage[] Spans() =>
    [
        Span().With(9).Blob(4, [1, 2, 3, 4, 5, 6, 7, 8]).Text(3, "ot=th:8,x=y").Varint(10, 1).Varint(12, 1).Varint(14, 1)
            .Message(11, new ProtoMessage().Fixed64(1, Noon).Text(2, "retry").Attribute(3, "attempt", 2).Varint(4, 1))
            .Message(13, new ProtoMessage().Blob(1, TraceId).Blob(2, SpanId).Text(3, "a=b").Attribute(4, "kind", "follows"))
            .Message(15, new ProtoMessage().Text(2, "went wrong").Varint(3, 2)).Fixed32(16, 257),
        Span("root", Noon + 1),
    ];

    private static ProtoMessage[] Logs() =>
    [
        Log(Noon, "a body of some length").With(6).Varint(7, 3).Fixed32(8, 1).Blob(9, TraceId).Blob(10, SpanId).Fixed64(11, Noon + 5).Text(12, "shop.order"),
        Log(Noon + 1, new (string, object)[] { ("user", "ann"), ("cart", new object[] { 1, 2 }) }),
    ];

    private static ProtoMessage[] Metrics() =>
    [
        Gauge("g", Point().Double(4, 1.5).With(7).Varint(8, 2).Message(5, Exemplar(1)), Point().Fixed64(6, 1UL << 60)),
        Sum("s", 2, true, Point().Fixed64(6, 7), Point().Varint(8, 1)),
        Histogram("h", Point().Fixed64(4, 3).Double(5, 4).PackedFixed(6, 1, 2).PackedDoubles(7, 0.5).With(9).Message(8, Exemplar(2)).Double(11, 1).Double(12, 3)),
        Histogram("i", Point().Fixed64(4, 3).Fixed64(6, 1).Fixed64(6, 2).Double(7, 0.5)),
        ExponentialHistogram(
            "e",
            Point().With(1).Fixed64(4, 209).Double(5, 8).Sint(6, 3).Fixed64(7, 1).Message(8, new ProtoMessage().Sint(1, -2).PackedVarints(2, 1, 200, 3))
                .Message(9, new ProtoMessage().Varint(2, 4)).Message(11, Exemplar(3)).Double(12, 1).Double(13, 2).Double(14, 0.1)),
        Summary("q", Point().Fixed64(4, 2).Double(5, 3).Message(6, new ProtoMessage().Double(1, 0.5).Double(2, 1.5)).With(7)),
    ];
}
