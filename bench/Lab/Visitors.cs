using System.Net.Http.Json;

namespace Upshot.Lab;

/// <summary>An open load: visitors come by a Poisson process, whether or not those before have been answered. Two in three look at a product, one orders a full cart.</summary>
internal sealed class Visitors(Uri storefront, double perSecond)
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 500 }) { Timeout = TimeSpan.FromSeconds(30) };
    private static readonly Uri s_checkout = new("/checkout", UriKind.Relative);

    /// <summary>When the first came, and when the last was answered.</summary>
    public async Task<(DateTimeOffset From, DateTimeOffset Until)> Come(int seed, TimeSpan length)
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

            var (orders, product, name) = (random.Next(3) == 0, 1 + random.Next(200), $"lab-{seed}-{visits.Count}");
            visits.Add(orders ? Order(name, product) : Look(name, product));
        }

        await Task.WhenAll(visits);
        return (from, DateTimeOffset.UtcNow);
    }

    private async Task Look(string visitor, int product)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, $"/products/{product}"));
        request.Headers.Add("X-Shop-Visitor", visitor);
        using var answer = await s_http.SendAsync(request);
    }

    private async Task Order(string cart, int product)
    {
        for (var line = 0; line < 2; line++)
        {
            using var added = await s_http.PostAsJsonAsync(new Uri(storefront, $"/carts/{cart}/items"), new { product = product + line, quantity = 1 });
        }

        using var ordered = await s_http.PostAsJsonAsync(new Uri(storefront, s_checkout), new { cart });
    }
}
