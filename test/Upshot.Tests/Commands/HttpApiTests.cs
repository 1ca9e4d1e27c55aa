using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class HttpApiTests(TwoReleases releases)
{
    private const string Token = "a secret of the tests";

    [Fact]
    public async Task The_openapi_document_lists_all_that_the_command_line_can_ask()
    {
        using var answer = await releases.Server.Get("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var paths = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("paths");
        var operations = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).Order().ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "GET /healthz", "GET /readyz", "GET /api/v1/status", "GET /api/v1/releases", "POST /api/v1/releases", "GET /api/v1/compare", "GET /api/v1/explain",
                "GET /api/v1/rollout", "POST /api/v1/rollout", "GET /api/v1/rollout/signals", "GET /api/v1/rollout/status", "GET /api/v1/traces/{id}", "GET /api/v1/services", "GET /api/v1/size", "POST /api/v1/query", "POST /api/v1/seal",
            },
            operations.ToHashSet());
        Assert.All(
            paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()),
            operation => Assert.True(operation.Value.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 0));
    }

    [Theory]
    [InlineData("/api/v1/traces/0123", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/compare?baseline=1.0", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/compare?baseline=1.0&candidate=1.1&margin=2", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/compare?baseline=1.0&candidate=1.0", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/compare?baseline=1.0&candidate=9.9", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/traces?order=oldest", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_answered_has_a_status_and_no_stack_trace(string path, HttpStatusCode status)
    {
        using var answer = await releases.Server.Get(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("upshot.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost:4600", HttpStatusCode.OK)]
    [InlineData("host.docker.internal", HttpStatusCode.OK)]
    [InlineData("[::1]:4600", HttpStatusCode.OK)]
    public async Task Without_a_token_a_name_that_was_made_to_lead_here_is_not_answered(string host, HttpStatusCode status)
    {
        foreach (var path in new[] { "/", "/api/v1/status" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(releases.Server.Http, path)) { Headers = { Host = host } };
            using var client = new HttpClient();
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task With_a_token_nothing_is_told_or_taken_without_it()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["UPSHOT_TOKEN"] = Token };
        await using var server = await RunningServer.Start(folder.Path, environment: environment);
        var request = TestSpan.Request("shop", "1.0", "a", [new("000000000000000000000000000000aa", "00000000000000bb", "", "GET /", 2, DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(1))]);

        Assert.Equal(HttpStatusCode.OK, (await server.Get("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/api/v1/status")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/openapi/v1.json")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post(request)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post(request, Token + "!")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Post(request, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostGrpc([])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.PostGrpc([], Token)).StatusCode);
        string[] query = ["query", "SELECT name FROM spans", "--format", "csv", "--server", server.Http.ToString()];
        var stranger = await UpshotProgram.Run(query);
        Assert.Equal(1, stranger.Code);
        Assert.Contains("Authorization: Bearer", stranger.Errors);
        Assert.Equal(new Ended(0, "name\nGET /\n", ""), await UpshotProgram.Run(query, null, environment));
    }
}
