using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Upshot.Tests.Pages;

/// <summary>A span to send, in OTLP/JSON.</summary>
internal sealed record SentSpan(string TraceId, string SpanId, string? Parent, string Service, string Version, string Name, int Kind, DateTimeOffset Start, TimeSpan Duration)
{
    public bool IsError { get; init; }
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}

/// <summary>Posts spans as an SDK would.</summary>
internal static class Telemetry
{
    public static async Task PostAsync(HttpClient client, Uri otlp, IEnumerable<SentSpan> spans)
    {
        foreach (var chunk in spans.Chunk(2000))
        {
            using var content = new StringContent(Json(chunk), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(otlp, "/v1/traces"), content);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private static string Json(IEnumerable<SentSpan> spans) => JsonSerializer.Serialize(new
    {
        resourceSpans = spans.GroupBy(s => (s.Service, s.Version, Process: Convert.ToInt32(s.TraceId[..2], 16) % 4)).Select(g => new
        {
            resource = new { attributes = Attributes(new Dictionary<string, string> { ["service.name"] = g.Key.Service, ["service.version"] = g.Key.Version, ["service.instance.id"] = $"{g.Key.Service}-{g.Key.Version}-{g.Key.Process}" }) },
            scopeSpans = new[] { new { spans = g.Select(Span) } },
        }),
    });

    private static object Span(SentSpan span) => new
    {
        traceId = span.TraceId,
        spanId = span.SpanId,
        parentSpanId = span.Parent ?? "",
        name = span.Name,
        kind = span.Kind,
        startTimeUnixNano = Nanos(span.Start),
        endTimeUnixNano = Nanos(span.Start + span.Duration),
        attributes = Attributes(span.Attributes),
        status = new { code = span.IsError ? 2 : 0 },
    };

    private static object[] Attributes(IReadOnlyDictionary<string, string> attributes) =>
        [.. attributes.Select(a => new { key = a.Key, value = new { stringValue = a.Value } })];

    private static string Nanos(DateTimeOffset time) => ((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100).ToString(CultureInfo.InvariantCulture);
}
