using Microsoft.AspNetCore.Mvc;
using Shop.Checkout;
using Shop.Faults;
using Shop.Flags;
using Shop.Hosting;
using Shop.Inventory;

namespace Shop.Storefront;

internal static class StorefrontService
{
    private const string VisitorHeader = "X-Shop-Visitor";

    public static Action<WebApplication> Define(IServiceCollection services, ShopSettings settings)
    {
        services.AddSingleton(_ => new InventoryClient(new Downstream("inventory", settings.Inventory)));
        services.AddSingleton(_ => new CheckoutClient(new Downstream("checkout", settings.Checkout)));
        services.AddSingleton(_ => new Recommendations(settings.Recommendations is { Count: > 0 } recommendations ? new Downstream("recommendations", recommendations) : null));
        services.AddSingleton<RelatedProducts>().AddSingleton<ExtraSteps>();
        return Map;
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/products", async (
            string? q, string? category, int? page, [FromHeader(Name = VisitorHeader)] string? visitor,
            InventoryClient inventory, Recommendations recommendations, ShopFlags flags, CancellationToken cancel) =>
        {
            var compact = await flags.IsOn(ShopFlags.CompactList, visitor ?? "");
            var products = await recommendations.Order(await inventory.Find(q, category, page ?? 0, cancel), visitor ?? "", cancel);
            return products.Select(product => ProductPage.Listed(product, compact));
        });

        app.MapGet("/products/{id}", async (
            int id, [FromHeader(Name = VisitorHeader)] string? visitor,
            InventoryClient inventory, RelatedProducts related, ShopFlags flags, CancellationToken cancel) =>
        {
            if (await inventory.Item(id, cancel) is not { } product)
            {
                return Results.NotFound();
            }

            var beside = await flags.IsOn(ShopFlags.RelatedItems, visitor ?? "") ? await related.Of(product, cancel) : [];
            return Results.Ok(ProductPage.Of(product, beside));
        }).AddEndpointFilter(AfterExtraSteps);

        app.MapPost("/carts/{cart}/items", (string cart, Line line, CheckoutClient checkout, CancellationToken cancel) =>
            checkout.Add(cart, line, cancel));

        app.MapPost("/checkout", (OrderRequest request, CheckoutClient checkout, CancellationToken cancel) =>
            checkout.Order(request, cancel)).AddEndpointFilter(AfterExtraSteps);
        app.MapShopSteps();
    }

    private static async ValueTask<object?> AfterExtraSteps(EndpointFilterInvocationContext context, EndpointFilterDelegate page)
    {
        await context.HttpContext.RequestServices.GetRequiredService<ExtraSteps>().Run(context.HttpContext.RequestAborted);
        return await page(context);
    }
}
