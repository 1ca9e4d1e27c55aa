using Shop.Inventory;

namespace Shop.Storefront;

internal sealed record ListedProduct(int Id, string Name, int Price, string? Description);

internal sealed record ProductPage(int Id, string Name, string Description, int Price, bool InStock, IReadOnlyList<ListedProduct> Related)
{
    public static ProductPage Of(Product product, IEnumerable<Product> related) =>
        new(product.Id, product.Name, product.Description, product.Price, product.Stock > 0, [.. related.Select(r => Listed(r, compact: true))]);

    public static ListedProduct Listed(Product product, bool compact) =>
        new(product.Id, product.Name, product.Price, compact ? null : product.Description);
}
