using Shop.Hosting;
using Shop.Inventory;

namespace Shop.Storefront;

/// <summary>In which order a list is shown: the service in sample/shop-recommendations; null: it has not joined, and the order stays.</summary>
internal sealed class Recommendations(Downstream? recommendations)
{
    private sealed record Ranking(IReadOnlyList<int> Products);

    /// <summary>A list in any order is better than none.</summary>
    public async Task<IReadOnlyList<Product>> Order(IReadOnlyList<Product> products, string visitor, CancellationToken cancel)
    {
        if (recommendations is null || products.Count == 0)
        {
            return products;
        }

        try
        {
            using var answer = await recommendations.Send(HttpMethod.Post, "/rankings", "/rankings", new { products = products.Select(p => p.Id) }, cancel, ("X-Shop-Visitor", visitor));
            if (!answer.IsSuccessStatusCode || await answer.Content.ReadFromJsonAsync<Ranking>(cancel) is not { } ranking)
            {
                return products;
            }

            var places = ranking.Products.Index().ToDictionary(place => place.Item, place => place.Index);
            return [.. products.OrderBy(product => places.GetValueOrDefault(product.Id, int.MaxValue))];
        }
        catch (DownstreamException)
        {
            return products;
        }
    }
}
