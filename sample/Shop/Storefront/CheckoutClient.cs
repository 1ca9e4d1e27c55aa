using Shop.Checkout;
using Shop.Hosting;
using Shop.Inventory;

namespace Shop.Storefront;

/// <summary>The checkout service, whose answers the storefront passes on.</summary>
internal sealed class CheckoutClient(Downstream checkout)
{
    public Task<IResult> Add(string cart, Line line, CancellationToken cancel) =>
        Pass("/carts/{cart}/items", $"/carts/{Uri.EscapeDataString(cart)}/items", line, cancel);

    public Task<IResult> Order(OrderRequest request, CancellationToken cancel) => Pass("/orders", "/orders", request, cancel);

    private async Task<IResult> Pass(string template, string path, object body, CancellationToken cancel)
    {
        using var response = await checkout.Send(HttpMethod.Post, template, path, body, cancel);
        var content = await response.Content.ReadAsByteArrayAsync(cancel);
        return content.Length == 0
            ? Results.StatusCode((int)response.StatusCode)
            : Results.Text(content, response.Content.Headers.ContentType?.ToString(), (int)response.StatusCode);
    }
}
