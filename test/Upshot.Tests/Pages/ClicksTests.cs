using Microsoft.Playwright;
using Upshot.Tests.Alerts;

namespace Upshot.Tests.Pages;

/// <summary>How many clicks lead from a question to its answer, in a browser: what somebody at night has patience for.</summary>
[Collection(PageTests.Name)]
public sealed class ClicksTests(Browser browser, SmallShopServer shop)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_objective_to_a_failing_trace_is_one_click()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/objectives/checkout-works");
        await visit.Page.Locator("main a[href^='/traces/']").First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("main .waterfall .error").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_the_overview_to_the_flag_that_makes_errors_spike_is_one_click()
    {
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var client = new HttpClient();
        await Telemetry.PostAsync(client, server.Otlp, Flagged(DateTimeOffset.UtcNow));
        await using var visit = await browser.VisitAsync(server);
        await visit.Page.GotoAsync("/");
        await visit.Page.Locator("main h2 a", new() { HasTextString = "checkout" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("main .finding").Filter(new() { HasText = "fail" }).First).ToContainTextAsync("new-payment = on");
    }

    [Fact]
    public async Task From_an_operation_to_what_requests_did_by_flag_is_one_click()
    {
        await using var server = await PageServer.StartAsync(folder =>
        {
            SmallShop.WritePlan(folder);
            File.AppendAllText(Path.Combine(folder, "upshot.yaml"), """

                flags:
                  new-payment:
                    description: Pays in a new way.
                    owner: shop-team
                    expires: 2099-01-01
                """);
        });
        using var client = new HttpClient();
        await Telemetry.PostAsync(client, server.Otlp, Flagged(DateTimeOffset.UtcNow));
        await using var visit = await browser.VisitAsync(server);
        await visit.Page.GotoAsync("/operations/checkout?since=1h");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "By flag" }).ClickAsync();
        var variants = visit.Page.GetByRole(AriaRole.Table, new() { Name = "By variant of new-payment" });
        await Assertions.Expect(variants.Locator("tbody tr").Filter(new() { Has = visit.Page.GetByText("on", new() { Exact = true }) })).ToContainTextAsync("60 %");
        await Assertions.Expect(variants.Locator("tbody tr").Filter(new() { Has = visit.Page.GetByText("off", new() { Exact = true }) })).Not.ToContainTextAsync("%");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task From_the_overview_to_the_first_step_of_an_incidents_runbook_is_one_click()
    {
        await using var sink = await WebSink.Start();
        using var alerts = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook" }
            """);
        await using var server = await alerts.Start();
        for (var minute = 5; minute <= 40; minute++)
        {
            await alerts.Send(server, "cart", 100, 0, minutesAgo: minute);
        }

        for (var minute = 4; minute > 1; minute--)
        {
            await alerts.Send(server, "cart", 60, 40, minutesAgo: minute);
        }

        await sink.Wait(r => r.Path == "/hook");
        await using var visit = await browser.VisitAsync(server.Http);
        await visit.Page.GotoAsync("/");
        await visit.Page.Locator("main a[href^='/incidents/']").First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("main .prose li").First).ToContainTextAsync("Look at the stock.");
        Assert.Equal("decimal", await visit.Page.Locator("main .prose ol").First.EvaluateAsync<string>("list => getComputedStyle(list).listStyleType"));
    }

    [Fact]
    public async Task From_a_release_to_the_path_that_changed_is_no_click()
    {
        await using var visit = await browser.VisitAsync(shop.Server);
        await visit.Page.GotoAsync("/releases/1.1");
        await Assertions.Expect(visit.Page.Locator("main .paths tbody tr").First).ToBeVisibleAsync();
    }

    /// <summary>Two hours of checkouts; in the last of them half are paid in a new way, of which every other fails.</summary>
    private static IEnumerable<SentSpan> Flagged(DateTimeOffset now)
    {
        var number = 0;
        for (var minute = 118; minute > 1; minute--)
        {
            for (var i = 0; i < 10; i++)
            {
                var isNew = i % 2 == 1 && minute < 60;
                var trace = $"{++number:x32}";
                yield return new(trace, $"{number:x16}", null, "storefront", "1.0", "POST /checkout", 2, now.AddMinutes(-minute).AddSeconds(i * 5), TimeSpan.FromMilliseconds(40))
                {
                    IsError = isNew && i % 4 == 1,
                    Attributes = new Dictionary<string, string> { ["http.route"] = "/checkout", ["feature_flag.key"] = "new-payment", ["feature_flag.result.variant"] = isNew ? "on" : "off" },
                };
            }
        }
    }
}
