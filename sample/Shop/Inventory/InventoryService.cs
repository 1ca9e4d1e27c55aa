using Shop.Hosting;
using Shop.Telemetry;

namespace Shop.Inventory;

internal static class InventoryService
{
    private const int MostIds = 100;

    public static Action<WebApplication> Define(IServiceCollection services, ShopSettings settings)
    {
        services.AddSingleton(new Database(settings.Data, "inventory", settings.RoundTrip, Assortment.Schema));
        services.AddSingleton<Products>().AddSingleton<Stock>();
        return Map;
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/items/{id}", async (int id, Products products, CancellationToken cancel) =>
            await products.ByIds([id], cancel) is [var product] ? Results.Ok(product) : Results.NotFound());

        app.MapGet("/items", async (int[] id, Products products, CancellationToken cancel) =>
            id.Length is > 0 and <= MostIds
                ? Results.Ok(await products.ByIds(id, cancel))
                : Results.Problem($"Ask for 1 to {MostIds} ids.", statusCode: 400));

        app.MapGet("/search", (string? q, string? category, int? page, Products products, CancellationToken cancel) =>
            products.Find(q, category, Math.Clamp(page ?? 0, 0, 1000), cancel));

        app.MapPost("/reservations", async (Reservation reservation, Stock stock, CancellationToken cancel) =>
            await stock.Reserve(reservation, cancel) ? Results.NoContent() : Results.Conflict());

        app.MapDelete("/reservations/{order}", async (string order, Stock stock, CancellationToken cancel) =>
        {
            await stock.Release(order, cancel);
            return Results.NoContent();
        });
    }
}
