using Shop.Hosting;
using Shop.Inventory;

namespace Shop.Checkout;

/// <summary>From a cart to an order: prices and risk, reservation, payment, order.</summary>
internal sealed class PlaceOrder(Release release, Carts carts, InventoryClient inventory, Outside outside)
{
    public async Task<OrderResult> Place(string cart, CancellationToken cancel)
    {
        using var placing = Shop.PlaceOrder.Start(Personal.Of(cart));
        try
        {
            var result = await Attempt(cart, cancel);
            placing.Succeed(result.Outcome, result.Order?.Id, result.Order?.Lines, result.Order?.Cents / 100m);
            return result;
        }
        catch (DownstreamException e)
        {
            placing.Fail(e);
            throw;
        }
    }

    private async Task<OrderResult> Attempt(string cart, CancellationToken cancel)
    {
        var lines = await carts.Lines(cart, cancel);
        if (lines.Count == 0)
        {
            return new(null, 400, OrderOutcome.EmptyCart);
        }

        if (await TotalAndRisk(cart, lines, cancel) is not { } cents)
        {
            return new(null, 409, OrderOutcome.UnknownProduct);
        }

        var order = new Order($"{Guid.CreateVersion7():N}", cents, lines.Count);
        if (!await inventory.Reserve(new(order.Id, lines), cancel))
        {
            return new(null, 409, OrderOutcome.OutOfStock);
        }

        var payment = await outside.Pay(cart, cents, cancel);
        if (payment != PaymentOutcome.Accepted)
        {
            await inventory.Release(order.Id, cancel);
            return payment == PaymentOutcome.Declined ? new(null, 402, OrderOutcome.Declined) : new(null, 503, OrderOutcome.PaymentUnavailable);
        }

        await carts.Close(cart, order, cancel);
        return new(order, 201, OrderOutcome.Placed);
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
