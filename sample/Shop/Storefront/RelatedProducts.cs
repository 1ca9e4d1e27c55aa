using Shop.Faults;
using Shop.Hosting;
using Shop.Inventory;

namespace Shop.Storefront;

/// <summary>The products shown beside a product.</summary>
internal sealed class RelatedProducts(Release release, InventoryClient inventory, ActiveFaults faults)
{
    public async Task<IReadOnlyList<Product>> Of(Product product, CancellationToken cancel)
    {
        if (!release.RelatedOneByOne && faults.Value(FaultKinds.NPlusOne) == 0)
        {
            return await inventory.Items(product.Related, cancel);
        }

        var related = new List<Product>();
        foreach (var id in product.Related)
        {
            if (await inventory.Item(id, cancel) is { } found)
            {
                related.Add(found);
            }
        }

        return related;
    }
}
