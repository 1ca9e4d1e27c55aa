using System.Text.Json;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>Two servers over one ClickHouse, each with a directory of its own.</summary>
public class TwoServersTests
{
    private const int LeaseSeconds = 4;

    [Fact]
    public async Task They_page_once_whether_the_leader_stands_still_comes_back_or_is_killed()
    {
        await using var clickHouse = await ClickHouseServer.StartAsync();
        await using var sink = await WebSink.Start();
        sink.Answers["/later"] = 503;
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook", severities: page }
                later: { kind: webhook, url: "{{sink.Address}}/later", severities: page }
            """, "cart", "search", "profile");
        using var second = new TemporaryFolder();
        var store = $"clickhouse://default@{clickHouse.Host}/upshot";
        Assert.Equal(0, (await UpshotProgram.Run("store", "create", "--store", store, "--plan", shop.Plan)).Code);
        var settings = new Dictionary<string, string> { ["UPSHOT_STORE"] = store, ["UPSHOT_ALERT_SECONDS"] = "1", ["UPSHOT_LEASE_SECONDS"] = $"{LeaseSeconds}" };
        await using var leader = await ServerProcess.Start(shop.Data, shop.Plan, settings);
        await using var other = await ServerProcess.Start(second["data"], shop.Plan, settings);

        // Whichever a request reaches: the one that leads pages, and the other knows of it.
        await shop.Send(other, "cart", 80, 20);
        Assert.Single(await Pages(sink, "/hook", 1));
        var key = (await sink.Wait(r => r.Path == "/later"))[0].Key;
        await Until(async () => Waiting(await Alerts(other), "hook") == 0);
        Assert.Contains("leads", (await UpshotProgram.Run("alerts", "ack", "cart-works/page", "--server", other.Http.ToString())).Errors, StringComparison.Ordinal);

        // It stands still: the other takes its place within the lease, sends what waits under the same key, and pages what is new.
        leader.StandStill();
        var still = DateTimeOffset.UtcNow;
        sink.Answers["/later"] = 200;
        await Until(async () => Leader(await Alerts(other)) is null);
        Assert.InRange((DateTimeOffset.UtcNow - still).TotalSeconds, 0, (2 * LeaseSeconds) + 5);
        await shop.Send(other, "search", 80, 20, "index");
        Assert.Equal(2, (await Pages(sink, "/hook", 2)).Distinct().Count());
        Assert.Contains(key, await Pages(sink, "/later", 2));

        // It goes on, and finds that it leads no more.
        leader.GoOn();
        await Until(async () => Leader(await Alerts(leader)) is { } said && said.Contains("leads", StringComparison.Ordinal) && Waiting(await Alerts(leader), "hook") == 0);
        Assert.Equal(2, (await Alerts(leader)).GetProperty("open").EnumerateArray().Where(e => e.GetProperty("state").GetString() == "firing" && e.GetProperty("severity").GetString() == "page").Select(e => e.GetProperty("incident").GetString()).Distinct().Count());

        // The other one is killed.
        await other.Kill();
        await shop.Send(leader, "profile", 80, 20, "accounts");
        Assert.Equal(3, (await Pages(sink, "/hook", 3)).Distinct().Count());
        await Until(async () => Waiting(await Alerts(leader), "hook") == 0);
        Assert.Equal(3, sink.Received.Count(r => r.Path == "/hook"));
    }

    private static async Task<IReadOnlyList<string>> Pages(WebSink sink, string path, int count) => [.. (await sink.Wait(r => r.Path == path, count)).Select(r => r.Key).Distinct()];

    private static string? Leader(JsonElement alerts) => alerts.GetProperty("leader").GetString();

    private static int Waiting(JsonElement alerts, string channel) => alerts.GetProperty("channels").EnumerateArray().Single(c => c.GetProperty("name").GetString() == channel).GetProperty("waiting").GetInt32();

    private static async Task<JsonElement> Alerts(RunningServer server)
    {
        using var answer = await server.Get("/api/v1/alerts");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; !await holds(); i++)
        {
            Assert.True(i < 300, "It does not come to hold within half a minute.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
