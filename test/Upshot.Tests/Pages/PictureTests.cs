using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Upshot.Tests.Running;

namespace Upshot.Tests.Pages;

/// <summary>Every page and state as a picture, and axe on it, where UPSHOT_SCREENSHOTS names a folder: to be looked at after a change of what pages show.</summary>
[Collection(PageTests.Name)]
public sealed partial class PictureTests(Browser browser, SmallShopServer shop, OtherShops others) : IClassFixture<OtherShops>
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("UPSHOT_SCREENSHOTS");

    public static TheoryData<string> All => [.. AccessTests.Addresses];

    /// <summary>Those whose look depends on what is stored.</summary>
    public static TheoryData<string> Some =>
        [.. AccessTests.Addresses.Where(a => !a.Contains('?', StringComparison.Ordinal) && a.Count(c => c == '/') == 1 && a != "/nowhere"), "/explore?of=logs", "/operations/product-page"];

    [Theory]
    [MemberData(nameof(All))]
    public Task Every_page_is_drawn_full(string address) => DrawAsync("full", address);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Every_page_is_drawn_empty(string address) => DrawAsync("empty", address);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Every_page_is_drawn_without_a_plan(string address) => DrawAsync("no-plan", address);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Every_page_is_drawn_silent(string address) => DrawAsync("silent", address);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Every_page_is_drawn_with_data_that_are_missing(string address) => DrawAsync("partial", address);

    [Theory]
    [InlineData("/explore?since=never")]
    [InlineData("/operations/none")]
    [InlineData("/cost?since=2026-01-01T00:00Z&until=2025-01-01T00:00Z")]
    public Task Errors_are_drawn(string address) => DrawAsync("error", address);

    private async Task DrawAsync(string state, string address)
    {
        Assert.SkipUnless(s_folder is { Length: > 0 }, "UPSHOT_SCREENSHOTS names no folder for pictures.");
        var axe = Repository.PathTo("test/pages-node/node_modules/axe-core/axe.min.js");
        var found = new List<string>();
        await using var visit = await browser.VisitAsync(await others.OfAsync(state) ?? shop.Server);
        await visit.Page.GotoAsync(address);
        if (File.Exists(axe))
        {
            await visit.Page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        }

        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1440), (ColorScheme.Dark, 1440), (ColorScheme.Light, 390), (ColorScheme.Dark, 390) })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 900);
            await visit.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(s_folder, $"{state}{NoName().Replace(address, "-")}-{scheme}-{width}.png".ToLowerInvariant()) });
            if (File.Exists(axe) && (scheme, width) is (ColorScheme.Light, 1440) or (ColorScheme.Dark, 390))
            {
                found.AddRange((await visit.Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).join(' | ').slice(0, 300)}`)")).Select(v => $"{scheme} {width}: {v}"));
            }
        }

        Assert.Empty(found);
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoName();
}
