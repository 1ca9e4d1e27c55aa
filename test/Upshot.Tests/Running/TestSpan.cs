using System.Globalization;
using System.Text.Json;

namespace Upshot.Tests.Running;

/// <summary>A span as a service would send it.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="SpanId">16 hex digits.</param>
/// <param name="ParentSpanId">16 hex digits; empty for the first span of a trace.</param>
/// <param name="Kind">OTLP's number: 1 internal, 2 server, 3 client.</param>
internal sealed record TestSpan(string TraceId, string SpanId, string ParentSpanId, string Name, int Kind, DateTimeOffset Start, TimeSpan Duration, bool IsError = false)
{
    public string Route { get; init; } = "";

    /// <summary>The contract that generated instrumentation puts on it.</summary>
    public string Signal { get; init; } = "";

    /// <summary>Key and variant of a feature flag that was evaluated; empty: none was.</summary>
    /// <summary>Besides those that other properties stand for.</summary>
    public IReadOnlyList<(string Key, string Value)> Attributes { get; init; } = [];

    public (string Key, string Variant) Flag { get; init; } = ("", "");

    /// <summary>One OTLP/JSON request of one service's spans. The same spans are the same bytes.</summary>
    public static byte[] Request(string service, string version, string instance, IEnumerable<TestSpan> spans, params (string Key, string Value)[] resource) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceSpans = new[]
        {
            new
            {
                resource = new { attributes = new[] { Text("service.name", service), Text("service.version", version), Text("service.instance.id", instance) }.Concat(resource.Select(r => Text(r.Key, r.Value))) },
                scopeSpans = new[] { new { scope = new { name = "test" }, spans = spans.Select(s => s.Json()) } },
            },
        },
    });

    private object Json() => new
    {
        traceId = TraceId,
        spanId = SpanId,
        parentSpanId = ParentSpanId,
        name = Name,
        kind = Kind,
        startTimeUnixNano = Nanos(Start),
        endTimeUnixNano = Nanos(Start + Duration),
        attributes = (object[])[
            .. Route.Length == 0 ? [] : new[] { Text("http.route", Route), Text("http.request.method", "GET") },
            .. Attributes.Select(a => Text(a.Key, a.Value)),
            .. Flag.Key.Length == 0 ? [] : new[] { Text("feature_flag.key", Flag.Key), Text("feature_flag.result.variant", Flag.Variant) },
            .. Signal.Length == 0 ? [] : new[] { Text("upshot.signal", Signal) },
        ],
        status = new { code = IsError ? 2 : 0 },
    };

    private static string Nanos(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private static object Text(string key, string text) => new { key, value = new { stringValue = text } };
}
