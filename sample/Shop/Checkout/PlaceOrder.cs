using Shop.Hosting;
using Shop.Inventory;
using Shop.Telemetry;

namespace Shop.Checkout;

/// <summary>From a cart to an order: prices and risk, reservation, payment, order.</summary>
internal sealed class PlaceOrder(Release release, Carts carts, InventoryClient inventory, Outside outside, ILogger<PlaceOrder> log)
{
    public async Task<OrderResult> Place(string cart, CancellationToken cancel)
    {
        var result = await Attempt(cart, cancel);
        ShopTelemetry.Orders.Add(1, new KeyValuePair<string, object?>("shop.order.outcome", result.Outcome));
        if (result.Order is { } order)
        {
            ShopTelemetry.OrderValue.Record(order.Cents / 100.0);
            log.LogInformation("Order {OrderId} was placed with {OrderLines} lines", order.Id, order.Lines);
        }
        else
        {
            log.LogInformation("Cart {Cart} did not become an order: {Outcome}", cart, result.Outcome);
        }

        return result;
    }

    private async Task<OrderResult> Attempt(string cart, CancellationToken cancel)
    {
        var lines = await carts.Lines(cart, cancel);
        if (lines.Count == 0)
        {
            return new(null, 400, "empty-cart");
        }

        if (await TotalAndRisk(cart, lines, cancel) is not { } cents)
        {
            return new(null, 409, "unknown-product");
        }

        var order = new Order($"{Guid.CreateVersion7():N}", cents, lines.Count);
        if (!await inventory.Reserve(new(order.Id, lines), cancel))
        {
            return new(null, 409, "out-of-stock");
        }

        var payment = await outside.Pay(cart, cents, cancel);
        if (payment != PaymentOutcome.Accepted)
        {
            await inventory.Release(order.Id, cancel);
            return payment == PaymentOutcome.Declined ? new(null, 402, "declined") : new(null, 503, "payment-unavailable");
        }

        await carts.Close(cart, order, cancel);
        return new(order, 201, "placed");
    }

    private async Task<long?> TotalAndRisk(string cart, List<Line> lines, CancellationToken cancel)
    {
        if (release.PricesInParallel)
        {
            var risk = outside.AssessRisk(cart, cancel);
            var prices = await Task.WhenAll(lines.Select(line => Price(line, cancel)));
            await risk;
            return prices.Sum(price => price);
        }

        long? total = 0;
        foreach (var line in lines)
        {
            total += await Price(line, cancel);
        }

        await outside.AssessRisk(cart, cancel);
        return total;
    }

    private async Task<long?> Price(Line line, CancellationToken cancel) =>
        (await inventory.Item(line.Product, cancel))?.Price * (long)line.Quantity;
}
