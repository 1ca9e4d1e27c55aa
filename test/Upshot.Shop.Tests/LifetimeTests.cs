using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Shop.Load;

namespace Upshot.Shop.Tests;

public sealed class LifetimeTests(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task A_service_whose_parent_is_gone_sends_its_last_telemetry_and_ends()
    {
        await using var sink = await OtlpSink.Start();
        await using var storefront = await shop.Storefront(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address,
            ["SHOP_VERSION"] = "1.1",
            ["SHOP_INSTANCE"] = "storefront-of-the-test",
            ["SHOP_ENVIRONMENT"] = "testing",
            ["SHOP_FLAGS"] = "related-items=100",
        });
        Assert.Equal(HttpStatusCode.OK, await storefront.Get("/products/3"));

        Assert.Equal(0, await storefront.EndInput());

        var traces = sink.All("traces");
        foreach (var text in (string[])["1.1", "storefront-of-the-test", "testing", "GET /products/{id}", "feature_flag.evaluation", "related-items", "GET /items/{id}"])
        {
            Assert.Contains(text, traces);
        }

        Assert.Contains("http.server.request.duration", sink.All("metrics"));
    }

    [Fact]
    public async Task The_checkout_sends_database_spans_business_metrics_and_logs()
    {
        await using var sink = await OtlpSink.Start();
        var data = Directory.CreateTempSubdirectory("shop-test-");
        await using (var checkout = await ShopProcess.Start("checkout", new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address,
            ["SHOP_DATA"] = data.FullName,
            ["SHOP_INVENTORY_URLS"] = $"{shop.Inventory.Address}",
        }))
        {
            await checkout.Add("cart-3", product: 5, quantity: 1);
            Assert.Equal(HttpStatusCode.Created, await checkout.Post("/orders", new { Cart = "cart-3" }));
            Assert.Equal(0, await checkout.EndInput());
        }

        data.Delete(recursive: true);
        foreach (var text in (string[])["INSERT cart_items", "db.system.name", "sqlite", "db.query.text", "shop.authorize_payment"])
        {
            Assert.Contains(text, sink.All("traces"));
        }

        Assert.Contains("shop.order.value", sink.All("metrics"));
        Assert.Contains("ended as placed", sink.All("logs"));
    }

    [Fact]
    public async Task Warm_up_leaves_no_spans()
    {
        await using var sink = await OtlpSink.Start();
        await using var storefront = await shop.Storefront(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address });
        using (var driver = new Driver([storefront.Address]))
        {
            await driver.WarmUp(Schedule.MakeWarmUp(1, 3), () => DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await storefront.EndInput());
        Assert.Contains("http.server.request.duration", sink.All("metrics"));
        Assert.Contains("start", sink.All("traces"));
        Assert.DoesNotContain("GET /products", sink.All("traces"));
        Assert.DoesNotContain("POST", sink.All("traces"));
    }

    [Fact]
    public async Task A_service_that_is_asked_to_stop_ends_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var storefront = await shop.Storefront([]);
        using var kill = Process.Start("kill", ["-TERM", $"{storefront.Process.Id}"]);
        Assert.Equal(0, await storefront.ExitCode());
    }

    [Fact]
    public async Task All_wrong_settings_are_said_at_once()
    {
        await using var storefront = ShopProcess.Run(["storefront"], new()
        {
            ["SHOP_VERSION"] = "7",
            ["SHOP_FAULTS"] = "latancy=1,errors=2",
            ["SHOP_INVENTORY_URLS"] = "inventory",
            ["SHOP_SEED"] = "many",
        });

        Assert.Equal(1, await storefront.ExitCode());
        foreach (var text in (string[])["SHOP_VERSION is '7'; it can be 1.0, 1.1, 1.2, 1.3.", "'latancy'", "a share from 0 to 1", "'inventory'", "SHOP_SEED"])
        {
            Assert.Contains(text, storefront.Errors);
        }
    }

    [Fact]
    public async Task The_admin_endpoints_answer_only_callers_on_the_same_machine()
    {
        var outside = NetworkInterface.GetAllNetworkInterfaces()
            .Where(n => n.OperationalStatus == OperationalStatus.Up && n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
        Assert.SkipWhen(outside is null, "This machine has no address but loopback.");
        await using var inventory = await ShopProcess.Start("inventory", [], $"http://{outside}:0");

        Assert.Equal(HttpStatusCode.Forbidden, await inventory.Get("/admin/faults"));
        Assert.Equal(HttpStatusCode.OK, await inventory.Get("/health"));
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        await using var inventory = ShopProcess.Run(["inventory", "--urls", $"{shop.Inventory.Address}"], []);
        Assert.Equal(1, await inventory.ExitCode());
        Assert.Contains($"{shop.Inventory.Address.Port}", inventory.Errors);
    }
}
