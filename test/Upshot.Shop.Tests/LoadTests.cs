using System.Text.Json;

namespace Upshot.Shop.Tests;

public sealed class LoadTests(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task The_load_driver_visits_and_sums_up()
    {
        await using var storefront = await shop.Storefront([]);
        await using var load = ShopProcess.Run(["load", "--target", $"{storefront.Address}", "--seconds", "3", "--rate", "15", "--warm-up", "10", "--format", "json"], []);
        var output = await load.Process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await load.ExitCode());
        var summary = JsonDocument.Parse(output).RootElement;
        Assert.True(summary.GetProperty("requests").GetInt32() > 50, output);
        Assert.Equal(0, summary.GetProperty("failures").GetInt32());
        Assert.Contains(summary.GetProperty("operations").EnumerateArray(), o => o.GetProperty("operation").GetString() == "Checkout");
        Assert.All(summary.GetProperty("operations").EnumerateArray(), o => Assert.InRange(o.GetProperty("p50").GetDouble(), 0.5, 1000));
    }

    [Fact]
    public async Task A_shop_that_is_not_there_is_a_failure()
    {
        await using var load = ShopProcess.Run(["load", "--target", "http://127.0.0.1:9", "--seconds", "1"], []);
        Assert.Equal(1, await load.ExitCode());
    }

    [Fact]
    public async Task All_wrong_options_are_said_at_once()
    {
        await using var load = ShopProcess.Run(["load", "--target", "shop", "--seconds", "0", "--rate", "-1"], []);
        Assert.Equal(1, await load.ExitCode());
        Assert.Contains("--target is 'shop'", load.Errors);
        Assert.Contains("--seconds is 0", load.Errors);
        Assert.Contains("--rate is -1", load.Errors);
    }
}
