using Shop.Hosting;
using Shop.Inventory;
using Shop.Telemetry;

namespace Shop.Checkout;

internal static class CheckoutService
{
    public static Action<WebApplication> Define(IServiceCollection services, ShopSettings settings)
    {
        services.AddSingleton(new Database(settings.Data, "checkout", settings.RoundTrip, Carts.Schema));
        services.AddSingleton(_ => new InventoryClient(new Downstream("inventory", settings.Inventory)));
        services.AddSingleton<Carts>().AddSingleton<Outside>().AddSingleton<PlaceOrder>();
        return Map;
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/carts/{cart}/items", async (string cart, Line line, Carts carts, InventoryClient inventory, CancellationToken cancel) =>
        {
            if (line.Quantity is < 1 or > 100)
            {
                return Results.Problem("The quantity goes from 1 to 100.", statusCode: 400);
            }

            if (await inventory.Item(line.Product, cancel) is not { } product)
            {
                return Results.NotFound();
            }

            if (product.Stock < line.Quantity)
            {
                return Results.Conflict();
            }

            await carts.Add(cart, line, cancel);
            return Results.NoContent();
        });

        app.MapPost("/orders", async (OrderRequest request, PlaceOrder orders, CancellationToken cancel) =>
        {
            var result = await orders.Place(request.Cart, cancel);
            return result.Order is { } order
                ? Results.Created($"/orders/{order.Id}", order)
                : Results.Problem($"{result.Outcome}", statusCode: result.Status);
        });
    }
}
