using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>Pages without a pointer.</summary>
[Collection(PageTests.Name)]
public sealed class KeyboardTests(Browser browser, SmallShopServer shop)
{
    [Fact]
    public async Task Keys_find_and_move_through_rows_and_type_letters_where_somebody_writes()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/traces");
        var keys = visit.Page.Keyboard;
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await Assertions.Expect(visit.Page.Locator("main tbody tr").Nth(1).Locator("a").First).ToBeFocusedAsync();
        await keys.PressAsync("k");
        await Assertions.Expect(visit.Page.Locator("main tbody tr").Nth(0).Locator("a").First).ToBeFocusedAsync();
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/traces/*");

        await keys.PressAsync("/");
        await keys.TypeAsync("j/k");
        await Assertions.Expect(visit.Page.Locator("#find-all")).ToHaveValueAsync("j/k");
        await keys.PressAsync("Escape");
        await keys.PressAsync("j");
        await keys.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("main tbody details[open]")).Not.ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }
}
