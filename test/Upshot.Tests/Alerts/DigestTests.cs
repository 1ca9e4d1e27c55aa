using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

public class DigestTests
{
    [Fact]
    public async Task A_digest_tells_of_the_week_and_goes_through_a_channel_as_it_is()
    {
        await using var sink = await WebSink.Start();
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook", template: templates/short.txt }
                pager: { kind: alertmanager, url: "{{sink.Address}}/pager" }
            """);
        Directory.CreateDirectory(Path.Combine(shop.Plan, "templates"));
        await File.WriteAllTextAsync(Path.Combine(shop.Plan, "templates", "short.txt"), "{{title}}", TestContext.Current.CancellationToken);
        await using var server = await shop.Start();
        await shop.Send(server, "cart", 100, 40, minutesAgo: 2);

        var ended = await UpshotProgram.Run("digest", "--period", "week", "--send", "hook", "--server", server.Http.ToString());

        Assert.True(ended.Code == 2, ended.Output + ended.Errors);
        Assert.Contains("hook took it.", ended.Errors);
        foreach (var part in new[] { "## Promises: 0 of 1 kept", "**broken** cart-works", "cart-works, release 1.0", "40 events", "stock /items: 140 requests that belong to no operation", "## Verified gains\n\nNothing." })
        {
            Assert.Contains(part, ended.Output);
        }

        var body = (await sink.Wait(r => r.Path == "/hook" && r.Key.StartsWith("digest/", StringComparison.Ordinal)))[0].Json;
        Assert.Equal(ended.Output.Trim().Split('\n')[2], body.GetProperty("text").GetString()!.Trim().Split('\n')[2]);
        Assert.Equal("digest", body.GetProperty("notification").GetProperty("kind").GetString());

        var json = await UpshotProgram.Run("digest", "--period", "2d", "--format", "json", "--server", server.Http.ToString());
        Assert.Equal(40, JsonDocument.Parse(json.Output).RootElement.GetProperty("spent")[0].GetProperty("bad").GetInt64());
        Assert.Contains("a digest is none", (await UpshotProgram.Run("digest", "--send", "pager", "--server", server.Http.ToString())).Errors);
        Assert.Contains("is none of day, week and month", (await UpshotProgram.Run("digest", "--period", "soon", "--server", server.Http.ToString())).Errors);
    }
}
