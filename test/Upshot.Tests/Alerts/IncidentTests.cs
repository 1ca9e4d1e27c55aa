using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

public class IncidentTests
{
    [Fact]
    public async Task An_incident_has_a_time_line_and_its_post_mortem_tells_what_was_sent()
    {
        await using var sink = await WebSink.Start();
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook" }
            """);
        await using var server = await shop.Start();
        // The latest first, so that an evaluation between two of them does not see that requests have stopped.
        for (var minute = 5; minute <= 40; minute++)
        {
            await shop.Send(server, "cart", 100, 0, minutesAgo: minute);
        }

        var began = Minute(DateTimeOffset.UtcNow.AddMinutes(-4));
        for (var minute = 4; minute > 1; minute--)
        {
            await shop.Send(server, "cart", 60, 40, minutesAgo: minute);
        }

        await sink.Wait(r => r.Path == "/hook");
        var incident = Assert.Single((await Ask(server, 2, "incident", "list")).EnumerateArray());
        var id = incident.GetProperty("id").GetString()!;
        Assert.Contains("stock", incident.GetProperty("cause").GetString());

        var noted = await Ask(server, 0, "incident", "note", id, "we rolled back", "--action", "--by", "ann");
        Assert.Contains(noted.GetProperty("timeLine").EnumerateArray(), e => e.GetProperty("kind").GetString() == "action" && e.GetProperty("text").GetString() == "we rolled back");

        var facts = await Ask(server, 0, "postmortem", id);
        var impact = Assert.Single(facts.GetProperty("impacts").EnumerateArray());
        Assert.Equal((120, 300), (impact.GetProperty("bad").GetInt64(), impact.GetProperty("total").GetInt64()));
        Assert.InRange((facts.GetProperty("from").GetDateTimeOffset() - began).TotalMinutes, -1, 1);
        Assert.Contains("stock", facts.GetProperty("markdown").GetString());
        Assert.Contains("ann", facts.GetProperty("markdown").GetString());
        Assert.Contains(facts.GetProperty("followUps").EnumerateArray(), f => (f.GetProperty("key").GetString(), f.GetProperty("state").GetString()) == ("journey cart", "open"));

        var replayed = await Ask(server, 0, "alerts", "replay", "--since", "30m");
        Assert.Contains(replayed.GetProperty("would").EnumerateArray(), e => e.GetProperty("alert").GetString() == "cart-works/page");
        Assert.Equal(1, (await Ask(server, 0, "alerts", "review", "--weeks", "4")).GetProperty("shareActedUpon").GetDouble());

        // What was seen is what is rehearsed: the plan names no journey, and the traces know what the cart depends on.
        using var folder = new TemporaryFolder();
        var refreshed = await UpshotProgram.Run("rehearse", "refresh", "--since", "1h", "--output", folder["traffic.json"], "--server", server.Http.ToString());
        Assert.True(refreshed.Code is 0 or 3, refreshed.Errors);
        Assert.Contains("calls of 1.", refreshed.Output, StringComparison.Ordinal);
        var rehearsed = await UpshotProgram.Run("rehearse", "--plan", shop.Plan, "--traffic", folder["traffic.json"], "--seeds", "1", "--quiet-days", "0", "--fault", "DependencyDown");
        Assert.True(rehearsed.Code == 0, rehearsed.Output + rehearsed.Errors);
        Assert.Contains("DependencyDown of stock under cart", rehearsed.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["traffic.json"], """{"operations":[null],"objectives":[]}""", TestContext.Current.CancellationToken);
        Assert.Contains("rehearse refresh", (await UpshotProgram.Run("rehearse", "--plan", shop.Plan, "--traffic", folder["traffic.json"])).Errors, StringComparison.Ordinal);

        foreach (var page in new[] { "/alerts", $"/incidents/{id}" })
        {
            var html = await (await server.Get(page)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("cart-works/page", html);
        }

        var itself = await UpshotProgram.Run("incident", "merge", id, id, "--server", server.Http.ToString());
        Assert.Equal((1, "An incident cannot be merged into itself."), (itself.Code, itself.Errors.Trim()));
        Assert.Equal(1, (await UpshotProgram.Run("incident", "show", "nothing", "--server", server.Http.ToString())).Code);
    }

    private static async Task<JsonElement> Ask(RunningServer server, int code, params string[] arguments)
    {
        var ended = await UpshotProgram.Run([.. arguments, "--format", "json", "--server", server.Http.ToString()]);
        Assert.True(ended.Code == code, ended.Output + ended.Errors);
        return JsonDocument.Parse(ended.Output).RootElement;
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
