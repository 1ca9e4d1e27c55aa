using Microsoft.Playwright;
using Upshot.Tests.Running;

namespace Upshot.Tests.Pages;

/// <summary>Pages are for everybody: in dark and light, with keyboard and screen reader, on small screens, and without other servers.</summary>
[Collection(PageTests.Name)]
public sealed class AccessTests(Browser browser, SmallShopServer shop)
{
    internal static readonly string[] Addresses = ["/", "/objectives/product-page-fast", "/releases", "/releases/1.1", "/ledger", "/traces", $"/traces/{SmallShop.Failed}", "/services", "/operations", "/operations/product-page?show=differs&since=14m", "/improve", "/cost", "/flags", "/plan", "/runbooks", "/runbooks/pages.md", "/search?q=page", "/explore", "/explore?of=logs", "/explore?of=metrics&metric=payment.duration&by=service", "/map", "/runtime", "/alerts", "/?role=oncall", "/nowhere"];

    public static TheoryData<string> Everything => [.. Addresses];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_page_is_accessible_in_both_themes_and_asks_nobody_else(string address)
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await visit.Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        var own = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Pages", "access.js"), TestContext.Current.CancellationToken);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(own));
        }

        Assert.All(visit.Requests, r => Assert.StartsWith(shop.Server.Address.ToString(), r, StringComparison.Ordinal));
        // Chromium itself writes down that a page was not found.
        Assert.DoesNotContain(visit.Complaints, c => address != "/nowhere" || !c.Contains("404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/operations/product-page?show=differs&since=14m")]
    [InlineData("/releases/1.1")]
    [InlineData("/plan")]
    [InlineData("/explore?by=http.route")]
    [InlineData("/explore?of=logs")]
    [InlineData("/explore?of=metrics&metric=payment.duration&by=service")]
    [InlineData("/map")]
    [InlineData("/runtime")]
    [InlineData("/alerts")]
    [InlineData($"/traces/{SmallShop.Failed}?with=median&span=1")]
    public async Task Axe_finds_nothing_in_either_theme_wide_or_narrow(string address)
    {
        var axe = Repository.PathTo("test/pages-node/node_modules/axe-core/axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "The npm packages of test/pages-node are not installed; ./test.sh installs them, or npm ci there.");
        await using var visit = await browser.VisitAsync(shop.Server, width: 1440);
        await visit.Page.GotoAsync(address);
        await visit.Page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1440), (ColorScheme.Dark, 390) })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 900);
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).join(' | ').slice(0, 300)}`)"));
        }
    }

    [Fact]
    public async Task A_region_is_dragged_and_a_span_is_opened_without_leaving_the_page()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/operations/product-page?since=30m");
        var heat = await visit.Page.Locator("svg.heat").BoundingBoxAsync() ?? throw new InvalidOperationException("There is no heat map.");
        await visit.Page.Locator("svg.heat").ScrollIntoViewIfNeededAsync();
        heat = await visit.Page.Locator("svg.heat").BoundingBoxAsync() ?? heat;
        await visit.Page.Mouse.MoveAsync(heat.X + 62, heat.Y + 12);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(heat.X + heat.Width - 6, heat.Y + 40, new() { Steps = 5 });
        await visit.Page.Mouse.UpAsync();
        await Assertions.Expect(visit.Page.Locator("#region .lead")).ToContainTextAsync("selected requests");
        await Assertions.Expect(visit.Page.Locator("#region .spreads > li").First).ToBeVisibleAsync();
        Assert.Contains("region=", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Local_time_is_the_readers_and_the_written_one_stays_beside_it()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/prefer?time=local&back=/alerts");
        var time = visit.Page.Locator("footer time");
        await Assertions.Expect(time).ToHaveAttributeAsync("data-utc", new System.Text.RegularExpressions.Regex("UTC$"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Dark_and_light_differ_and_follow_the_reader()
    {
        var backgrounds = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var visit = await browser.VisitAsync(shop.Server, scheme);
            await visit.Page.GotoAsync("/");
            backgrounds.Add(await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        }

        Assert.Equal(["rgb(247, 247, 245)", "rgb(15, 17, 21)"], backgrounds);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/objectives/product-page-fast")]
    [InlineData("/releases/1.1")]
    [InlineData("/traces")]
    [InlineData("/services")]
    [InlineData("/operations")]
    [InlineData("/operations/product-page?show=differs&since=14m")]
    [InlineData("/improve")]
    [InlineData("/cost")]
    [InlineData("/plan")]
    [InlineData("/runbooks/pages.md")]
    [InlineData("/search?q=page")]
    [InlineData("/explore")]
    [InlineData("/explore?of=logs")]
    [InlineData("/explore?of=metrics&metric=payment.duration&by=service")]
    [InlineData("/map")]
    [InlineData("/runtime")]
    [InlineData("/alerts")]
    [InlineData($"/traces/{SmallShop.Failed}?with=median&span=1")]
    public async Task A_small_screen_scrolls_in_one_direction(string address)
    {
        await using var visit = await browser.VisitAsync(shop.Server, width: 360);
        await visit.Page.GotoAsync(address);
        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.All(await visit.Page.Locator("main tbody th").EvaluateAllAsync<double[]>("cells => cells.filter(c => c.checkVisibility()).map(c => c.offsetWidth)"), w => Assert.True(w >= 50, $"A name is {w} px wide"));
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first_and_then_everything_else()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync($"/traces/{SmallShop.Failed}");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await visit.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await visit.Page.EvaluateAsync<string>("document.activeElement.id"));
        for (var i = 0; i < 25 && await visit.Page.EvaluateAsync<string>("document.activeElement.tagName") != "SUMMARY"; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }

        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("dl.attributes").First).ToBeVisibleAsync();
    }
}
