using System.Text.Json;
using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>A trace of ten thousand spans, in one scroll where scripts run and in pages where they do not.</summary>
[Collection(PageTests.Name)]
public sealed class LongTraceTests(Browser browser) : IAsyncLifetime
{
    private const string Trace = "10000a10000a10000a10000a10000a00";
    private PageServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PageServer.StartAsync();
        using var client = new HttpClient();
        var now = DateTimeOffset.UtcNow.AddMinutes(-2);
        await Telemetry.PostAsync(client, _server.Otlp, Enumerable.Range(0, 10_000).Select(i => new SentSpan(
            Trace, $"{i + 1:x16}", i == 0 ? null : $"{(i % 100 == 0 ? 1 : i / 100 * 100 + 1):x16}", i % 3 == 0 ? "storefront" : "<b>prices</b>", "1.0", $"step {i} <i>&amp;</i>", i == 0 ? 2 : 1, now.AddMilliseconds(i), TimeSpan.FromMilliseconds(i == 0 ? 11_000 : 5))
        { IsError = i == 7_777 }));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task All_rows_are_scrolled_through_and_few_of_them_are_drawn()
    {
        await using var visit = await browser.VisitAsync(_server);
        await visit.Page.GotoAsync($"/traces/{Trace}");
        var table = visit.Page.Locator(".windowed table");
        await table.WaitForAsync();
        await Assertions.Expect(table).ToHaveAttributeAsync("aria-rowcount", "10001");
        await Assertions.Expect(table).ToContainTextAsync("step 3 <i>&amp;</i>");
        await visit.Page.EvaluateAsync("document.querySelector('.windowed').scrollTop = 1e9");
        await table.GetByText("step 9999 ").WaitForAsync();
        await Assertions.Expect(table).ToContainTextAsync("step 9999 ");
        await Assertions.Expect(table).Not.ToContainTextAsync("step 3 ");
        Assert.InRange(await table.Locator("tbody tr").CountAsync(), 20, 120);

        // A link to a span that is far away leads there.
        await visit.Page.Locator("#failed ~ ul a").First.ClickAsync();
        await visit.Page.Locator("tr.target").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("tr.target")).ToContainTextAsync("step 7777 ");
        Assert.True(await visit.Page.Locator("tr.target").EvaluateAsync<bool>("row => { const r = row.getBoundingClientRect(), w = row.closest('.windowed').getBoundingClientRect(); return r.top >= w.top && r.bottom <= w.bottom; }"));
        await visit.Page.Locator("tr.target a.name").ClickAsync();
        await visit.Page.Locator("#panel-title").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("#panel-title")).ToContainTextAsync("step 7777 ");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Without_scripts_it_has_pages()
    {
        await using var visit = await browser.VisitAsync(_server, scripts: false);
        await visit.Page.GotoAsync($"/traces/{Trace}?from=300");
        await Assertions.Expect(visit.Page.Locator(".waterfall tbody tr")).ToHaveCountAsync(300);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of spans" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rows_are_given_in_parts_with_what_is_folded_and_what_is_looked_for()
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        Assert.Equal((1000, "step 9000 <i>&amp;</i>"), await RowsAsync("from=9000"));
        Assert.Equal((0, ""), await RowsAsync("from=10000"));
        Assert.Equal((199, "step 0 <i>&amp;</i>"), await RowsAsync("depth=2"));
        Assert.Equal((3, "step 0 <i>&amp;</i>"), await RowsAsync("find=step%207777"));
        Assert.Equal("7777", await client.GetStringAsync($"/traces/{Trace}/rows?at=s-{7_778:x16}", Stop));
        Assert.Equal("-1", await client.GetStringAsync($"/traces/{Trace}/rows?at=s-none", Stop));

        async Task<(int Rows, string First)> RowsAsync(string query)
        {
            using var rows = JsonDocument.Parse(await client.GetStringAsync($"/traces/{Trace}/rows?{query}", Stop));
            return (rows.RootElement.GetArrayLength(), rows.RootElement.GetArrayLength() == 0 ? "" : rows.RootElement[0].GetProperty("name").GetString()!);
        }
    }
}
