using System.CommandLine;
using Shop.Hosting;
using Shop.Load;

var root = new RootCommand("The Shop: three small services, and the load that visits them.")
{
    ServiceCommand.Create("storefront", "What visitors see.", Shop.Storefront.StorefrontService.Define),
    ServiceCommand.Create("checkout", "Carts and orders.", Shop.Checkout.CheckoutService.Define),
    ServiceCommand.Create("inventory", "Products and stock.", Shop.Inventory.InventoryService.Define),
    LoadCommand.Create(),
    RunCommand.Create(),
};

// Long enough for the last telemetry to leave.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
