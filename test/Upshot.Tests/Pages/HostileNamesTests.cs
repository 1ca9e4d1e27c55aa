using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>Names in telemetry come from anybody.</summary>
[Collection(PageTests.Name)]
public sealed class HostileNamesTests(Browser browser, SmallShopServer shop)
{
    public static TheoryData<string, string> Places => new()
    {
        { "/services", SmallShop.HostileService },
        { "/traces", SmallShop.HostileSpan },
        { $"/traces/{SmallShop.HostileTrace}", SmallShop.HostileSpan },
        { $"/traces/{SmallShop.HostileTrace}", SmallShop.HostileValue },
        { $"/traces?version={Uri.EscapeDataString(SmallShop.HostileVersion)}", SmallShop.HostileSpan },
        { "/releases", SmallShop.HostileVersion },
        { $"/releases/{Uri.EscapeDataString(SmallShop.HostileVersion)}", SmallShop.HostileVersion },
        { $"/releases/1.1?baseline={Uri.EscapeDataString(SmallShop.HostileVersion)}", SmallShop.HostileVersion },
        { $"/releases/{Uri.EscapeDataString("<script>window.hacked=4</script>")}", "<script>window.hacked=4</script>" },
        { $"/objectives/{Uri.EscapeDataString("<script>window.hacked=5</script>")}", "<script>window.hacked=5</script>" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_hostile_name_is_text_and_nothing_else(string address, string name)
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync(address);
        Assert.Contains(name, await visit.Page.Locator("main").EvaluateAsync<string>("main => main.textContent"), StringComparison.Ordinal);
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        Assert.Equal(0, await visit.Page.Locator("main script, main img, main svg[onload], main [onerror]").CountAsync());
        Assert.All(visit.Requests, r => Assert.StartsWith(shop.Server.Address.ToString(), r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_with_a_hostile_version_can_be_reached_by_its_link()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/releases");
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = SmallShop.HostileVersion }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(SmallShop.HostileVersion);
    }
}
