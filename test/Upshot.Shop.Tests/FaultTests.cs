using System.Diagnostics;
using System.Net;

namespace Upshot.Shop.Tests;

public sealed class FaultTests(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task N_plus_one_makes_the_fixed_release_ask_for_each_product_again()
    {
        await using var storefront = await shop.Storefront(new() { ["SHOP_VERSION"] = "1.2", ["SHOP_FLAGS"] = "related-items=100", ["SHOP_FAULTS"] = "n-plus-one=1" });
        shop.Calls.Take();

        await storefront.Get("/products/3");
        Assert.Equal(7, shop.Calls.Take().Count);

        await storefront.Set("faults/n-plus-one", 0);
        await storefront.Get("/products/3");
        Assert.Equal(2, shop.Calls.Take().Count);
    }

    [Fact]
    public async Task Latency_makes_requests_slow()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Set("faults/latency", 300);
        Assert.True(await Time(() => storefront.Get("/products/3")) >= TimeSpan.FromMilliseconds(299));
    }

    [Fact]
    public async Task Errors_make_a_share_of_requests_fail_until_switched_off()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Set("faults/errors", 0.5);
        Assert.InRange(await Failures(), 10, 50);
        Assert.Equal(HttpStatusCode.NoContent, await storefront.Delete("/admin/faults/errors"));
        Assert.Equal(0, await Failures());

        async Task<int> Failures()
        {
            var failures = 0;
            for (var i = 0; i < 60; i++)
            {
                failures += await storefront.Get("/products/3") == HttpStatusCode.ServiceUnavailable ? 1 : 0;
            }

            return failures;
        }
    }

    [Fact]
    public async Task A_leak_makes_the_process_grow()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Get("/products/3");
        storefront.Process.Refresh();
        var before = storefront.Process.WorkingSet64;

        await storefront.Set("faults/leak", 10_000_000);
        for (var i = 0; i < 20; i++)
        {
            await storefront.Get("/products/3");
        }

        storefront.Process.Refresh();
        Assert.True(storefront.Process.WorkingSet64 > before + 150_000_000);
    }

    [Fact]
    public async Task A_slow_payment_makes_the_order_slow()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Add("cart-slow", product: 5, quantity: 1);
        await shop.Checkout.Set("faults/slow-payment", 400);

        Assert.True(await Time(() => storefront.Order("cart-slow")) >= TimeSpan.FromMilliseconds(399));
    }

    [Fact]
    public async Task A_step_before_a_page_is_there_until_it_is_taken_away()
    {
        await using var storefront = await shop.Storefront([]);
        Assert.Equal(HttpStatusCode.NoContent, (await storefront.Steps(new { kind = "Calls", name = "offers", times = 4 })).Status);
        shop.Calls.Take();
        await storefront.Get("/products/3");
        var calls = shop.Calls.Take().Count;

        var (status, says) = await storefront.Steps(new { kind = "Wait", name = "personalise", millis = -1 });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("personalise: millis lie between 0 and 10000", says);
        await storefront.Get("/products/3");
        Assert.Equal(calls, shop.Calls.Take().Count);

        await storefront.Steps();
        await storefront.Get("/products/3");
        Assert.Equal(calls - 4, shop.Calls.Take().Count);
    }

    [Fact]
    public async Task A_setting_that_does_not_exist_or_fit_is_refused_with_what_would()
    {
        await using var storefront = await shop.Storefront([]);

        await Refused("faults/latancy", 1, "latency, errors, n-plus-one");
        await Refused("faults/errors", 2, "a share from 0 to 1");
        await Refused("flags/related", 2, "related-items");
        await Refused("flags/related-items", 101, "a share from 0 to 100");
        Assert.Equal(0, (await storefront.GetJson("/admin/faults")).GetProperty("errors").GetDouble());

        async Task Refused(string setting, double value, string remedy)
        {
            var (status, says) = await storefront.Set(setting, value);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(remedy, says);
        }
    }

    private static async Task<TimeSpan> Time(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        return clock.Elapsed;
    }
}
