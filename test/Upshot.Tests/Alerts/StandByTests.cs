using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>Two servers over one directory: one leads, and what it told stays told.</summary>
public class StandByTests
{
    [Fact]
    public async Task When_the_leader_is_killed_the_other_goes_on_and_nobody_is_paged_twice()
    {
        await using var sink = await WebSink.Start();
        sink.Answers["/later"] = 503;
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook", severities: page }
                later: { kind: webhook, url: "{{sink.Address}}/later", severities: page }
            """);
        await using var leader = await shop.StartProcess();
        await using var other = ServerProcess.Begin(shop.Data, shop.Plan, new Dictionary<string, string> { ["UPSHOT_STANDBY"] = "1", ["UPSHOT_ALERT_SECONDS"] = "1" });
        var first = other.UntilReady();
        await shop.Send(leader, "cart", 80, 20);
        var told = Assert.Single(await sink.Wait(r => r.Path == "/hook"));
        var key = (await sink.Wait(r => r.Path == "/later"))[0].Key;
        Assert.Contains("Standing by", other.Errors, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);

        // A leader that ends between a channel's answer and writing it down would send the same key again: here it has written it down.
        while ((await Alerts(leader)).GetProperty("channels").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "hook").GetProperty("waiting").GetInt32() > 0)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await leader.Kill();
        sink.Answers["/later"] = 200;
        Assert.True(await first);
        var before = sink.Received.Count(r => r.Path == "/later");
        await shop.Send(other, "cart", 80, 20);
        var taken = await sink.Wait(r => r.Path == "/later", before + 1);
        Assert.All(taken, r => Assert.Equal(key, r.Key));

        // It evaluated, and found the same episode in the same incident.
        var listed = await Alerts(other);
        Assert.Equal(told.Json.GetProperty("notification").GetProperty("incident").GetString(), Assert.Single(listed.GetProperty("open").EnumerateArray(), e => e.GetProperty("alert").GetString() == "cart-works/page").GetProperty("incident").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, listed.GetProperty("lastEvaluation").ValueKind);
        Assert.Single(sink.Received, r => r.Path == "/hook");
    }

    private static async Task<System.Text.Json.JsonElement> Alerts(RunningServer server) =>
        System.Text.Json.JsonDocument.Parse((await UpshotProgram.Run("alerts", "list", "--format", "json", "--server", server.Http.ToString())).Output).RootElement;
}
