using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>What reviews, examinations and first plans ask of a server.</summary>
public sealed class TrafficTests
{
    private static readonly HttpClient s_client = new();

    [Fact]
    public async Task Traffic_is_told_by_operation_process_and_record_and_what_cannot_be_asked_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path);
        using (var nothing = JsonDocument.Parse(await Ask(server, "/api/v1/traffic", """{"days": 7}""")))
        {
            Assert.Equal(JsonValueKind.Null, nothing.RootElement.GetProperty("until").ValueKind);
        }

        var start = DateTimeOffset.UtcNow.AddMinutes(-10);
        await server.Post(TestSpan.Request("shop", "1.0", "a", Enumerable.Range(1, 4).Select(i => new TestSpan($"{i:x32}", $"{i:x16}", "", "GET /", 2, start, TimeSpan.FromMilliseconds(i)))));
        await server.Post(TestSpan.Request("shop", "", "b", [new($"{9:x32}", $"{9:x16}", "", "GET /", 2, start, TimeSpan.FromMilliseconds(1))]));

        using var traffic = JsonDocument.Parse(await Ask(server, "/api/v1/traffic", """{"days": 7, "signals": [{"kind": "span", "name": "GET /"}, {"kind": "metric", "name": "GET /"}]}"""));
        Assert.Equal(2, traffic.RootElement.GetProperty("processes").GetInt32());
        Assert.Equal([5, 0], traffic.RootElement.GetProperty("records").EnumerateArray().Select(r => r.GetDouble()));

        using var entries = JsonDocument.Parse(await (await server.Get("/api/v1/services/entries")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, entries.RootElement[0].GetProperty("count").GetInt64());
        using var sent = JsonDocument.Parse(await (await server.Get("/api/v1/services/sent")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, sent.RootElement.GetProperty("services")[0].GetProperty("withoutVersion").GetDouble());

        foreach (var (path, body) in new[]
        {
            ("/api/v1/traffic", """{"days": 0}"""), ("/api/v1/traffic", """{"days": 7, "signals": [null]}"""), ("/api/v1/traffic", """{"days": 7, "signals": [{"kind": "nothing", "name": "a"}]}"""),
            ("/api/v1/traffic/objective", """{"from": "2026-01-01T00:00:00Z"}"""), ("/api/v1/traffic/objective", """{"operations": ["a"], "latencySeconds": 1e300, "from": "2026-01-01T00:00:00Z"}"""), ("/api/v1/traffic/objective", "[]"),
        })
        {
            using var refused = await Post(server, path, body);
            Assert.True(refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{path} {body}: {refused.StatusCode}");
        }
    }

    private static async Task<string> Ask(RunningServer server, string path, string body)
    {
        using var answer = await Post(server, path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Task<HttpResponseMessage> Post(RunningServer server, string path, string body) =>
        s_client.PostAsync(new Uri(server.Http, path), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
