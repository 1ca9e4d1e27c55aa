namespace Upshot.Shop.Tests;

/// <summary>Inventory, checkout and storefronts of one data folder. Between storefronts and inventory the calls are counted.</summary>
public sealed class RunningShop : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("shop-test-").FullName;

    internal ShopProcess Inventory { get; private set; } = null!;
    internal ShopProcess Checkout { get; private set; } = null!;
    internal CallCounter Calls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Inventory = await Start("inventory", []);
        Calls = await CallCounter.Before(Inventory.Address);
        Checkout = await Start("checkout", new() { ["SHOP_INVENTORY_URLS"] = $"{Inventory.Address}" });
    }

    /// <summary>A storefront of its own, for one test.</summary>
    internal Task<ShopProcess> Storefront(Dictionary<string, string> environment) => Start("storefront", new(environment)
    {
        ["SHOP_INVENTORY_URLS"] = $"{Calls.Address}",
        ["SHOP_CHECKOUT_URLS"] = $"{Checkout.Address}",
    });

    public async ValueTask DisposeAsync()
    {
        await Inventory.DisposeAsync();
        await Checkout.DisposeAsync();
        await Calls.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private Task<ShopProcess> Start(string service, Dictionary<string, string> environment)
    {
        environment["SHOP_DATA"] = _data;
        return ShopProcess.Start(service, environment);
    }
}
