using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>Traces as real systems send them, shown by a real server: each span that is stored is there, and what is odd about it is said.</summary>
public sealed class OddTracesTests : IAsyncLifetime
{
    private static readonly HttpClient s_client = new();
    private static readonly long s_now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_span_is_shown_whatever_its_ids_say()
    {
        // Its own parent; a circle of three beside a root; one id of a client and a server, in two services; a parent that is not here.
        await Send("shop", Span(1, 1, 1, "self", 2));
        await Send("shop", Span(2, 1, 0, "root", 2), Span(2, 2, 4, "a", 1), Span(2, 3, 2, "b", 1), Span(2, 4, 3, "c", 1));
        await Send("front", Span(3, 1, 0, "call", 3));
        await Send("back", Span(3, 1, 0, "serve", 2), Span(3, 2, 1, "query", 3));
        await Send("shop", Span(4, 1, 99, "orphan", 2, status: 2));
        Assert.Equal([("self", "ownParent", 0)], await Shown(1));
        Assert.Equal([("a", "circle", 0), ("b", "", 1), ("c", "", 2), ("root", "", 0)], (await Shown(2)).Order());
        Assert.Equal([("call", "", 0), ("serve", "", 1), ("query", "", 2)], await Shown(3));
        Assert.Equal([("orphan", "parentMissing", 0)], await Shown(4));
        foreach (var id in Enumerable.Range(1, 4))
        {
            Assert.Equal(HttpStatusCode.OK, (await _server.Get($"/traces/{id:x32}")).StatusCode);
        }

        // Failed requests whose parent is elsewhere are listed, and ids are found as other tools print them.
        Assert.Contains("orphan", await (await _server.Get("/traces?only=failed")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _server.Get("/traces/4")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _server.Get("/api/v1/traces/00000000-0000-0000-0000-000000000004")).StatusCode);
    }

    [Fact]
    public async Task Links_lead_from_page_and_API_to_the_other_trace()
    {
        var other = $"{17:x32}";
        await Send("shop", Span(5, 1, 0, "process", 5, links: [new { traceId = other, spanId = $"{9:x16}" }]));
        var span = (await Trace(5)).GetProperty("spans")[0];
        Assert.Equal((other, $"{9:x16}"), (span.GetProperty("links")[0].GetProperty("traceId").GetString(), span.GetProperty("links")[0].GetProperty("spanId").GetString()));
        Assert.Contains($"/traces/{other}", await (await _server.Get($"/traces/{5:x32}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_clocks_differ_by_an_hour_the_request_took_what_its_root_took()
    {
        await Send("front", Span(6, 1, 0, "call", 3, millis: 100));
        await Send("back", Span(6, 2, 1, "serve", 2, from: s_now - 3_600_000_000_000));
        var trace = await Trace(6);
        Assert.Equal(100, trace.GetProperty("durationMillis").GetDouble());
        Assert.InRange(trace.GetProperty("extentMillis").GetDouble(), 3_600_000, 3_600_200);
        Assert.Equal([("call", "", 0), ("serve", "clock", 1)], await Shown(6));
    }

    private async Task<IReadOnlyList<(string, string, int)>> Shown(int id) =>
        [.. (await Trace(id)).GetProperty("spans").EnumerateArray().Select(s => (s.GetProperty("name").GetString()!, string.Join(' ', s.GetProperty("marks").EnumerateArray().Select(m => m.GetProperty("kind").GetString())), s.GetProperty("depth").GetInt32()))];

    private async Task<JsonElement> Trace(int id) => JsonDocument.Parse(await (await _server.Get($"/api/v1/traces/{id:x32}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    private static object Span(int trace, int id, int parent, string name, int kind, int status = 0, long? from = null, int millis = 10, object[]? links = null)
    {
        var start = (from ?? s_now) + id;
        return new { traceId = $"{trace:x32}", spanId = $"{id:x16}", parentSpanId = parent == 0 ? "" : $"{parent:x16}", name, kind, startTimeUnixNano = $"{start}", endTimeUnixNano = $"{start + (millis * 1_000_000L)}", status = new { code = status }, links = links ?? [] };
    }

    private async Task Send(string service, params object[] spans)
    {
        var request = new { resourceSpans = new[] { new { resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = service } } } }, scopeSpans = new[] { new { spans } } } } };
        using var content = new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        (await s_client.PostAsync(new Uri(_server.OtlpHttp, "/v1/traces"), content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
