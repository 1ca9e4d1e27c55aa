using System.Net;
using System.Text.Json;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Tests.Alerts;
using Upshot.Tests.Running;

namespace Upshot.Tests.ClickHouse;

/// <summary>One of two shards is gone: half of what is stored is no answer, and nothing is judged by it.</summary>
public sealed class LostShardTests
{
    [Fact]
    public async Task Pages_gates_and_alerts_judge_nothing_until_it_is_back_and_nothing_is_lost_meanwhile()
    {
        var servers = await ClickHouseServer.StartClusterAsync("two", 2);
        await using var first = servers[0];
        await using var second = servers[1];
        await using var sink = await WebSink.Start();
        using var shop = new AlertShop($$"""    hook: { kind: webhook, url: "{{sink.Address}}/hook", severities: page }""", "cart", "search");
        using var nodes = new TemporaryFolder();
        var store = $"clickhouse://default@{first.Host},{second.Host}/upshot?cluster=two";
        Assert.Equal(0, (await UpshotProgram.Run("store", "create", "--store", store, "--plan", shop.Plan)).Code);
        var settings = new Dictionary<string, string> { ["UPSHOT_STORE"] = store, ["UPSHOT_ALERT_SECONDS"] = "1", ["UPSHOT_LEASE_SECONDS"] = "4" };
        await using var leader = await RunningServer.Start(shop.Data, shop.Plan, settings);
        await using var pages = await ServerProcess.StartReadOnly(nodes["pages"], shop.Plan, settings);
        await shop.Send(leader, "cart", 80, 20);
        await shop.Send(leader, "search", 100, 0);
        await sink.Wait(r => r.Path == "/hook");
        using (var announced = await leader.Announce("1.0"))
        {
            Assert.True(announced.IsSuccessStatusCode);
        }

        await UntilAsync(async () => (await AlertsAsync(leader)).GetProperty("problem").ValueKind == JsonValueKind.Null);
        await second.KillAsync();
        string[] asked = ["/", "/services", "/operations/cart", "/traces", "/map", "/releases", "/api/v1/status", "/api/v1/services", "/api/v1/gate?release=1.0", "/api/v1/compare?baseline=0.9&candidate=1.0&operation=cart", "/api/v1/traces"];
        foreach (var (server, address) in new[] { leader, pages }.SelectMany(s => asked.Select(a => (s, a))))
        {
            using var answer = await server.Get(address);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{address}: {answer.StatusCode}. {text}");
            Assert.Contains($"{second.HttpPort}", text, StringComparison.Ordinal);
        }

        // Nothing begins to fire, nothing is resolved, and nobody is told that all is well.
        await UntilAsync(async () => (await AlertsAsync(leader)).GetProperty("problem").ValueKind == JsonValueKind.String);
        var alerts = await AlertsAsync(leader);
        Assert.Equal(["cart-works/page", "cart-works/ticket"], alerts.GetProperty("open").EnumerateArray().Where(e => e.GetProperty("state").GetString() == "firing").Select(e => e.GetProperty("alert").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("could not be evaluated since", (await UpshotProgram.Run("alerts", "list", "--server", leader.Http.ToString())).Output, StringComparison.Ordinal);
        using (var page = await leader.Get("/alerts"))
        {
            Assert.Contains("could not be evaluated since", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        // What comes meanwhile is kept.
        await shop.Send(leader, "cart", 10, 0);
        await second.StartProcessAsync();
        await UntilAsync(async () => await CartAsync(pages) == (90, 110));
        Assert.Equal((90, 110), await CartAsync(leader));
        await UntilAsync(async () => (await AlertsAsync(leader)).GetProperty("problem").ValueKind == JsonValueKind.Null);
        Assert.Single(sink.Received, r => r.Path == "/hook");
    }

    private static async Task<JsonElement> AlertsAsync(RunningServer server)
    {
        using var answer = await server.Get("/api/v1/alerts");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static async Task<(long Good, long Total)?> CartAsync(RunningServer server)
    {
        using var answer = await server.Get("/api/v1/status");
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var objective = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("objectives").EnumerateArray().First(o => o.GetProperty("objective").GetString() == "cart-works");
        return (objective.GetProperty("good").GetInt64(), objective.GetProperty("total").GetInt64());
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; !await holds(); i++)
        {
            Assert.True(i < 600, "It does not come to hold within a minute.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
