using Upshot.Observe.Tests.Signals;

namespace Upshot.Observe.Tests;

/// <summary>OTLP messages, by the field numbers of opentelemetry-proto.</summary>
internal static class Otlp
{
    public const ulong Noon = 1_795_392_000_000_000_000;

    public static readonly byte[] TraceId = Convert.FromHexString("5b8efff798038103d269b633813fc60c"), SpanId = Convert.FromHexString("eee19b7ec3c1b174");

    /// <summary>A request with one resource and one scope; the same shape for all three signals.</summary>
    public static ProtoMessage Request(params ProtoMessage[] records) => Request(Resource(), Scope(), records);

    public static ProtoMessage Request(ProtoMessage resource, ProtoMessage scope, params ProtoMessage[] records) =>
        new ProtoMessage().Message(1, new ProtoMessage().Message(1, resource).Message(2, new ProtoMessage().Message(1, scope).Messages(2, records)));

    public static ProtoMessage Resource() => new ProtoMessage()
        .Attribute(1, "service.name", "shop").Attribute(1, "service.version", "1.2.3").Attribute(1, "deployment.environment.name", "test")
        .Attribute(1, "service.instance.id", "shop-1").Attribute(1, "cloud.region", "eu");

    public static ProtoMessage Scope() => new ProtoMessage().Text(1, "lib").Text(2, "0.1");

    public static ProtoMessage Attribute(this ProtoMessage message, int field, string key, object value) =>
        message.Message(field, new ProtoMessage().Text(1, key).Message(2, Value(value)));

    /// <summary>AnyValue: texts, whole numbers, doubles, booleans, bytes, arrays, and maps as arrays of pairs; null is the empty one.</summary>
    public static ProtoMessage Value(object? value) => value switch
    {
        null => new ProtoMessage(),
        string text => new ProtoMessage().Text(1, text),
        bool boolean => new ProtoMessage().Varint(2, boolean ? 1u : 0),
        int number => new ProtoMessage().Varint(3, (ulong)number),
        long number => new ProtoMessage().Varint(3, (ulong)number),
        double number => new ProtoMessage().Double(4, number),
        byte[] bytes => new ProtoMessage().Blob(7, bytes),
        (string, object)[] map => new ProtoMessage().Message(6, map.Aggregate(new ProtoMessage(), (list, pair) => list.Attribute(1, pair.Item1, pair.Item2))),
        object[] array => new ProtoMessage().Message(5, new ProtoMessage().Messages(1, array.Select(Value))),
        ProtoMessage asIs => asIs,
        _ => throw new ArgumentException(value.GetType().Name),
    };

    public static ProtoMessage Log(ulong time = Noon, object? body = null, int severity = 9) =>
        new ProtoMessage().Fixed64(1, time).Varint(2, (ulong)severity).Text(3, "INFO").Message(5, Value(body ?? "hello"));

    public static ProtoMessage Span(string name = "GET /", ulong start = Noon, ulong nanos = 1000) =>
        new ProtoMessage().Blob(1, TraceId).Blob(2, SpanId).Text(5, name).Varint(6, 2).Fixed64(7, start).Fixed64(8, start + nanos);

    public static ProtoMessage Gauge(string name, params ProtoMessage[] points) => Metric(name, 5, new ProtoMessage().Messages(1, points));

    public static ProtoMessage Sum(string name, int temporality, bool monotonic, params ProtoMessage[] points) =>
        Metric(name, 7, new ProtoMessage().Messages(1, points).Varint(2, (ulong)temporality).Varint(3, monotonic ? 1u : 0));

    public static ProtoMessage Histogram(string name, params ProtoMessage[] points) => Metric(name, 9, new ProtoMessage().Messages(1, points).Varint(2, 1));

    public static ProtoMessage ExponentialHistogram(string name, params ProtoMessage[] points) =>
        Metric(name, 10, new ProtoMessage().Messages(1, points).Varint(2, 2));

    public static ProtoMessage Summary(string name, params ProtoMessage[] points) => Metric(name, 11, new ProtoMessage().Messages(1, points));

    public static ProtoMessage Metric(string name, int kind, ProtoMessage data) =>
        new ProtoMessage().Text(1, name).Text(2, "what it is").Text(3, "s").Message(kind, data);

    /// <summary>A data point of any kind, with start and end; its value is the test's.</summary>
    public static ProtoMessage Point(ulong time = Noon) => new ProtoMessage().Fixed64(2, Noon - 1000).Fixed64(3, time);

    public static ProtoMessage Exemplar(double value) =>
        new ProtoMessage().Fixed64(2, Noon).Double(3, value).Blob(4, SpanId).Blob(5, TraceId).Attribute(7, "user.tier", "gold");
}
