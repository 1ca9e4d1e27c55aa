using System.Text.Json;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;
using Upshot.Server;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

public sealed class RouteOperationsTests
{
    [Fact]
    public async Task Without_a_plan_routes_are_operations_and_their_versions_are_compared()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await RunningServer.Start(folder.Path))
        {
            await Send(server, "1.0", 120, minutesAgo: 30);
        }

        await using var again = await RunningServer.Start(folder.Path);
        while (!(await Operations(again)).Contains("shop /cart"))
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        await Send(again, "1.0", 30, minutesAgo: 20);
        await Send(again, "2.0", 30, minutesAgo: 10);
        var routes = JsonDocument.Parse(await (await again.Get("/api/v1/services")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement[0].GetProperty("routes").EnumerateArray()
            .Select(r => $"{r.GetProperty("route").GetString()} {r.GetProperty("operation").GetString()} {r.GetProperty("requests").GetInt64()}").Order();
        Assert.Equal(["/cart shop /cart 174", "/seldom  6"], routes);
        var compared = await UpshotProgram.Run("compare", "1.0", "2.0", "--server", again.Http.ToString());
        Assert.Equal(3, compared.Code);
        Assert.Contains("shop /cart", compared.Output);
        Assert.DoesNotContain("shop /seldom", await Operations(again));
    }

    [Fact]
    public void Routes_and_span_names_are_told_apart_and_what_a_service_calls_is_no_operation()
    {
        List<RouteSeen> routes =
        [
            Seen("shop", "/cart", "server", 900), Seen("shop", "/cart", "server", 100), Seen("shop", "/seldom", "server", 99), Seen("shop", "GET", "client", 5000), Seen("shop", "(other)", "server", 5000),
            Seen("stock", "oteldemo.Stock/Get", "server", 500), Seen("worker", "orders process", "consumer", 300), Seen("job", "nightly", "internal", 200),
        ];
        List<EntrySpans> spans = [new("shop", "/cart", "GET /cart", "server", false, 10, 0), new("stock", "", "oteldemo.Stock/Get", "server", false, 10, 0)];

        var made = RouteOperations.New(routes, spans, [new Operation("job nightly", new("x", 1, 1))]).ToDictionary(o => o.Name, o => o.Entry);

        Assert.Equal(["shop /cart", "stock oteldemo.Stock/Get", "worker orders process"], made.Keys);
        Assert.Equal(("shop", "/cart", null), (made["shop /cart"].Service, made["shop /cart"].Route, made["shop /cart"].Span));
        Assert.Equal((null, "oteldemo.Stock/Get"), (made["stock oteldemo.Stock/Get"].Route, made["stock oteldemo.Stock/Get"].Span));
        Assert.Equal((null, "orders process"), (made["worker orders process"].Route, made["worker orders process"].Span));
    }

    [Fact]
    public void Routes_without_end_are_two_hundred_operations()
    {
        var made = RouteOperations.New([.. Enumerable.Range(0, 5_000).Select(i => Seen("shop", $"/{i}", "server", 1_000 + i))], [], []).ToList();

        Assert.Equal(200, made.Count);
        Assert.Equal("shop /4999", made[0].Name);
        Assert.Empty(RouteOperations.New([Seen("shop", "/one-more", "server", 9_999)], [], made));
    }

    private static RouteSeen Seen(string service, string route, string kind, long requests) => new(service, route, kind, "", requests, 0, new());

    private static async Task<IReadOnlyList<string>> Operations(RunningServer server) =>
        [.. JsonDocument.Parse(await (await server.Get("/api/v1/operations")).Content.ReadAsStringAsync()).RootElement.EnumerateArray().Select(o => o.GetProperty("operation").GetString()!)];

    private static async Task Send(RunningServer server, string version, int requests, int minutesAgo)
    {
        var start = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        var spans = Enumerable.Range(1, requests).Select(i => new TestSpan($"{Random.Shared.NextInt64():x16}{i:x16}", $"{i:x16}", "", "GET", 2, start.AddSeconds(i), TimeSpan.FromMilliseconds(i)) { Route = i % 30 == 0 ? "/seldom" : "/cart" });
        using var answer = await server.Post(TestSpan.Request("shop", version, "shop-1", spans));
        Assert.True(answer.IsSuccessStatusCode);
    }
}
