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
        services.AddSingleton(_ => new Shipping(settings.Shipping is { } shipping ? new Downstream("shipping", [shipping]) : null));
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

        app.MapPost("/orders", async (OrderRequest request, PlaceOrder orders, Shipping shipping, CancellationToken cancel) =>
        {
            var result = await orders.Place(request.Cart, cancel);
            if (result.Order is not { } order)
            {
                return Results.Problem($"{result.Outcome}", statusCode: result.Status);
            }

            return await shipping.Quote(order, cancel) is { } quote
                ? Results.Created($"/orders/{order.Id}", new OrderToSend(order.Id, order.Cents, order.Lines, quote))
                : Results.Created($"/orders/{order.Id}", order);
        });
    }
}
