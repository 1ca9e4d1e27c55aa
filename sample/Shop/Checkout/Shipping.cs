using Shop.Hosting;

namespace Shop.Checkout;

/// <summary>What it costs to send an order, and in which box.</summary>
internal sealed record ShippingQuote(string Box, int Cents);

internal sealed record OrderToSend(string Id, long Cents, int Lines, ShippingQuote Shipping);

/// <summary>The service in sample/shop-node; null: it has not joined, and nobody is asked.</summary>
internal sealed class Shipping(Downstream? shipping)
{
    /// <summary>Null: there is no quote. An order without one is an order all the same.</summary>
    public async Task<ShippingQuote?> Quote(Order order, CancellationToken cancel)
    {
        if (shipping is null)
        {
            return null;
        }

        try
        {
            using var answer = await shipping.Send(HttpMethod.Post, "/quotes", "/quotes", new { id = order.Id, items = order.Lines, country = "at" }, cancel);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<ShippingQuote>(cancel) : null;
        }
        catch (DownstreamException)
        {
            return null;
        }
    }
}
