using System.Text.Json;
using Microsoft.Playwright;

namespace Upshot.Tests.Pages;

/// <summary>What a reader sees.</summary>
[Collection(PageTests.Name)]
public sealed class PagesTests(Browser browser, SmallShopServer shop)
{
    [Fact]
    public async Task Objectives_say_their_state_by_a_word_and_their_budget_in_a_sentence()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/");
        var slow = visit.Page.GetByRole(AriaRole.Article, new() { Name = "product-page-fast" });
        await Assertions.Expect(slow).ToContainTextAsync("exhausted");
        await Assertions.Expect(slow).ToContainTextAsync("product-page requests were faster than 30 ms in the last 28 days; the budget allows 5 %");
        await Assertions.Expect(slow).ToContainTextAsync("Owner shop-team");
        await Assertions.Expect(slow.GetByRole(AriaRole.Img, new() { Name = "of the budget is spent" })).ToBeVisibleAsync();
        var works = visit.Page.GetByRole(AriaRole.Article, new() { Name = "checkout-works" });
        await Assertions.Expect(works.Locator(".card-head .badge").First).ToHaveTextAsync("met");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Article, new() { Name = "returns-work" })).ToContainTextAsync("no traffic");
    }

    [Fact]
    public async Task An_objective_shows_its_history_its_runbook_and_the_requests_that_spent_its_budget()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/objectives/product-page-fast?since=6h");
        await Assertions.Expect(visit.Page.Locator("svg.time").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("#runbook")).ToContainTextAsync("Look at the slowest traces.");
        await visit.Page.GetByText("The numbers").ClickAsync();
        var rows = await visit.Page.Locator("#history-table tbody tr").EvaluateAllAsync<long[]>("rows => rows.map(r => Number(r.cells[1].textContent.replaceAll(',', '')))");
        Assert.Equal(440, rows.Sum());
        await visit.Page.Locator("[aria-labelledby=exemplars] tbody a").First.ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("GET /products/{id}");
    }

    [Fact]
    public async Task The_chart_is_drawn_and_a_table_where_no_script_runs()
    {
        await using var visit = await browser.VisitAsync(shop.Server, scripts: false);
        await visit.Page.GotoAsync("/objectives/product-page-fast");
        Assert.InRange(await visit.Page.Locator("svg.time .seen").CountAsync(), 10, 60);
        await Assertions.Expect(visit.Page.Locator("svg.time polyline.line")).Not.ToHaveCountAsync(0);
        await visit.Page.GetByText("The numbers").ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Table).Filter(new() { HasText = "Burn rate" }).Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_release_is_judged_against_its_hypothesis_with_the_interval_drawn()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/releases");
        var release = visit.Page.GetByRole(AriaRole.Article, new() { Name = "1.1", Exact = true });
        await Assertions.Expect(release).ToContainTextAsync("half of the orders are placed 20 to 60 % faster");
        await Assertions.Expect(release.Locator(".card-head .badge")).ToHaveTextAsync("regressed");
        var expected = release.GetByRole(AriaRole.Row).Filter(new() { HasText = "Median latency" }).Filter(new() { HasText = "checkout" });
        await Assertions.Expect(expected).ToContainTextAsync("improved");
        await Assertions.Expect(expected).ToContainTextAsync("as expected");
        await Assertions.Expect(expected.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^−4\\d %, between −\\d\\d % and −\\d\\d %; acceptable is \\+2 %; expected −60 % to −20 %$"));
        await Assertions.Expect(expected.Locator("svg .interval").First).ToBeAttachedAsync();
        await Assertions.Expect(expected.Locator("svg .zero")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task A_call_in_a_loop_is_seen_in_the_path_where_the_time_went()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/releases/1.1");
        var path = visit.Page.Locator(".paths tbody tr").Filter(new() { HasText = "SELECT prices" });
        await Assertions.Expect(path).ToContainTextAsync("1 → 6");
        await Assertions.Expect(path).ToContainTextAsync("6× as many");
        await Assertions.Expect(path.Locator("svg.slower")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.List, new() { Name = "Operation" }).GetByRole(AriaRole.Link, new() { Name = "checkout", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".paths")).ToContainTextAsync("authorize payment");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "slowest of 1.1" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("POST /checkout");
    }

    [Fact]
    public async Task A_trace_marks_what_the_API_says_is_on_its_critical_path_and_what_failed()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync($"/traces/{SmallShop.Failed}");
        var answer = await visit.Page.APIRequest.GetAsync($"/api/v1/traces/{SmallShop.Failed}");
        var spans = (await answer.JsonAsync())!.Value.GetProperty("spans").EnumerateArray().ToList();
        Assert.Equal(Names(spans.Where(s => s.GetProperty("criticalMillis").GetDouble() > 0)), await visit.Page.Locator("tr.critical .name").AllInnerTextsAsync());
        Assert.Equal(["POST /checkout", "POST /orders", "authorize payment"], await visit.Page.Locator("tr.critical .name").AllInnerTextsAsync());
        Assert.Equal(["POST /checkout", "POST /orders"], await visit.Page.Locator("tr.error .name").AllInnerTextsAsync());
        await Assertions.Expect(visit.Page.Locator("tr").Filter(new() { HasText = "count visit" }).Locator(".critical-piece")).ToHaveCountAsync(0);

        // Every piece of the critical path is drawn, and together they are as wide as the trace.
        var widths = await visit.Page.Locator(".critical-piece").EvaluateAllAsync<double[]>("pieces => pieces.map(p => p.width.baseVal.valueInSpecifiedUnits)");
        Assert.Equal(100, widths.Sum(), 0.5);

        await visit.Page.GetByText("POST /orders").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("tr").Filter(new() { HasText = "POST /orders" }).Locator("dd").Filter(new() { HasText = "/orders" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Traces_are_found_by_operation_version_failure_and_slowness()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/traces");
        await visit.Page.GetByLabel("Operation").SelectOptionAsync("checkout");
        await visit.Page.GetByLabel("Version").SelectOptionAsync("1.1");
        await visit.Page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("failed");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("tbody tr").Filter(new() { Has = visit.Page.Locator($"a[href^='/traces/{SmallShop.Failed}']") })).ToContainTextAsync("failed");
        await visit.Page.GotoAsync("/traces?order=slowest&operation=product-page");
        var bars = await visit.Page.Locator("tbody rect").EvaluateAllAsync<double[]>("bars => bars.map(b => b.width.baseVal.valueInSpecifiedUnits)");
        Assert.Equal(50, bars.Length);
        Assert.Equal(bars.OrderDescending(), bars);
    }

    [Fact]
    public async Task Services_and_their_routes_are_listed()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/services");
        var row = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Routes of storefront" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "/products/{id}" });
        await Assertions.Expect(row).ToContainTextAsync("product-page");
        await Assertions.Expect(row).ToContainTextAsync("440");
    }

    private static IEnumerable<string> Names(IEnumerable<JsonElement> spans) => spans.Select(s => s.GetProperty("name").GetString()!);
}
