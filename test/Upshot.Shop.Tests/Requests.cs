using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Upshot.Shop.Tests;

/// <summary>What a test asks of a service.</summary>
internal static class Requests
{
    private static readonly HttpClient Client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> GetJson(this ShopProcess service, string path, string visitor = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address, path));
        request.Headers.Add("X-Shop-Visitor", visitor);
        using var response = await Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    public static async Task<HttpStatusCode> Get(this ShopProcess service, string path)
    {
        using var response = await Client.GetAsync(new Uri(service.Address, path), Cancel);
        return response.StatusCode;
    }

    public static async Task<HttpStatusCode> Post(this ShopProcess service, string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(service.Address, path), body, Cancel);
        return response.StatusCode;
    }

    /// <summary>Sets the steps before a page, and answers what was said.</summary>
    public static async Task<(HttpStatusCode Status, string Says)> Steps(this ShopProcess storefront, params object[] steps)
    {
        using var response = await Client.PutAsJsonAsync(new Uri(storefront.Address, "/admin/steps"), steps, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    public static async Task<HttpStatusCode> Delete(this ShopProcess service, string path)
    {
        using var response = await Client.DeleteAsync(new Uri(service.Address, path), Cancel);
        return response.StatusCode;
    }

    /// <summary>Sets a flag or a fault, and answers with the status and what the service says to it.</summary>
    public static async Task<(HttpStatusCode Status, string Says)> Set(this ShopProcess service, string setting, double value)
    {
        using var response = await Client.PutAsJsonAsync(new Uri(service.Address, $"/admin/{setting}"), new { Value = value }, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    public static async Task Add(this ShopProcess service, string cart, int product, int quantity) =>
        Assert.Equal(HttpStatusCode.NoContent, await service.Post($"/carts/{cart}/items", new { Product = product, Quantity = quantity }));

    public static Task<HttpStatusCode> Order(this ShopProcess service, string cart) => service.Post("/checkout", new { Cart = cart });
}
