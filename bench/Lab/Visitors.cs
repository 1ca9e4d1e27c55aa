using System.Net.Http.Json;

namespace Upshot.Lab;

/// <summary>
/// An open load: visitors come by a Poisson process, whether or not those before have been answered. Each goes to one of the builds by chance, so whatever disturbs the machine disturbs
/// all builds alike.
/// </summary>
internal sealed class Visitors(double perSecond)
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 500 }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>When the first came, and when the last was answered.</summary>
    /// <param name="ordering">The share of visitors who order; the others look at a product.</param>
    public async Task<(DateTimeOffset From, DateTimeOffset Until)> Come(int seed, TimeSpan length, IReadOnlyList<Uri> storefronts, double ordering)
    {
        var random = new Random(seed);
        var visits = new List<Task>();
        var from = DateTimeOffset.UtcNow;
        for (var at = TimeSpan.Zero; at < length; at += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond))
        {
            if (from + at - DateTimeOffset.UtcNow is { Ticks: > 0 } left)
            {
                await Task.Delay(left);
            }

            var (storefront, orders, product, name) = (storefronts[random.Next(storefronts.Count)], random.NextDouble() < ordering, 1 + random.Next(200), $"lab-{seed}-{visits.Count}");
            visits.Add(orders ? Order(storefront, name, product) : Look(storefront, name, product));
        }

        await Task.WhenAll(visits);
        return (from, DateTimeOffset.UtcNow);
    }

    private static async Task Look(Uri storefront, string visitor, int product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, $"/products/{product}"));
        request.Headers.Add("X-Shop-Visitor", visitor);
        using var answer = await s_http.SendAsync(request);
    }

    private static async Task Order(Uri storefront, string cart, int product)
    {
        using var added = await s_http.PostAsJsonAsync(new Uri(storefront, $"/carts/{cart}/items"), new { product, quantity = 1 });
        using var ordered = await s_http.PostAsJsonAsync(new Uri(storefront, "/checkout"), new { cart });
    }
}
