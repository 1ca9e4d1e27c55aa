using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>Pages that are open learn that something came in.</summary>
[Collection(PageTests.Name)]
public sealed class LivePagesTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_listens_is_told_when_records_come_in()
    {
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var reader = new HttpClient { BaseAddress = server.Address };
        using var live = await reader.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var events = new StreamReader(await live.Content.ReadAsStreamAsync(Stop));
        Assert.StartsWith("retry:", await events.ReadLineAsync(Stop), StringComparison.Ordinal);
        // What is known before is counted only after the first line is written: several sendings make sure that one comes after.
        var said = ReadUntilAsync(events, "event: changed");
        while (!said.IsCompleted)
        {
            await Telemetry.PostAsync(reader, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow).Take(20));
            await Task.WhenAny(said, Task.Delay(500, Stop));
        }

        Assert.Matches("^data: [1-9][0-9]*$", await events.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task An_open_page_shows_what_came_in_without_being_loaded_again_and_nothing_moves()
    {
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var sender = new HttpClient();
        await Telemetry.PostAsync(sender, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow));
        await using var visit = await browser.VisitAsync(server);
        await visit.Page.GotoAsync("/prefer?live=on&back=/explore");
        var title = visit.Page.Locator("main h2").Filter(new() { HasTextRegex = new Regex("spans") }).First;
        var (before, tall) = (await title.TextContentAsync(), await visit.Page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        await visit.Page.EvaluateAsync("window.stayed = true");
        await Telemetry.PostAsync(sender, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow.AddSeconds(-1)).Take(400));
        await Assertions.Expect(title).Not.ToHaveTextAsync(before!, new() { Timeout = 60_000 });
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.stayed"));
        Assert.Equal(tall, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Asking_for_the_head_of_the_stream_ends()
    {
        await using var server = await PageServer.StartAsync();
        using var reader = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Head, "/live");
        using var answer = await reader.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    private static async Task<string> ReadUntilAsync(StreamReader events, string line)
    {
        while (await events.ReadLineAsync(Stop) is { } read)
        {
            if (read == line)
            {
                return read;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
