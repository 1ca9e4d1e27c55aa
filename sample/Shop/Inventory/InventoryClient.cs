using System.Net;
using Shop.Faults;
using Shop.Hosting;

namespace Shop.Inventory;

/// <summary>The inventory, as the other services ask it.</summary>
internal sealed class InventoryClient(Downstream inventory)
{
    /// <summary>Null when there is no such product.</summary>
    /// <param name="longer">What the inventory is to take longer.</param>
    public async Task<Product?> Item(int id, CancellationToken cancel, TimeSpan longer = default)
    {
        using var response = await inventory.Send(HttpMethod.Get, "/items/{id}", $"/items/{id}", null, cancel, longer > TimeSpan.Zero ? [FaultMiddleware.Longer(longer)] : []);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadFromJsonAsync<Product>(cancel);
    }

    /// <summary>Several products with one call.</summary>
    public Task<List<Product>> Items(IEnumerable<int> ids, CancellationToken cancel) =>
        Many("/items", "/items?" + string.Join('&', ids.Select(id => $"id={id}")), cancel);

    public Task<List<Product>> Find(string? words, string? category, int page, CancellationToken cancel) =>
        Many("/search", $"/search?page={page}"
            + (words is null ? "" : $"&q={Uri.EscapeDataString(words)}")
            + (category is null ? "" : $"&category={Uri.EscapeDataString(category)}"), cancel);

    /// <summary>False when there is too little of something.</summary>
    public async Task<bool> Reserve(Reservation reservation, CancellationToken cancel)
    {
        using var response = await inventory.Send(HttpMethod.Post, "/reservations", "/reservations", reservation, cancel);
        return response.IsSuccessStatusCode;
    }

    public async Task Release(string order, CancellationToken cancel)
    {
        using var response = await inventory.Send(HttpMethod.Delete, "/reservations/{order}", $"/reservations/{order}", null, cancel);
    }

    private async Task<List<Product>> Many(string template, string path, CancellationToken cancel)
    {
        using var response = await inventory.Send(HttpMethod.Get, template, path, null, cancel);
        return await response.Content.ReadFromJsonAsync<List<Product>>(cancel) ?? [];
    }
}
