using System.Net;

namespace Upshot.Shop.Tests;

public sealed class ShopTests(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task An_order_goes_through_all_three_services_and_empties_the_cart()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Add("cart-1", product: 5, quantity: 2);
        await storefront.Add("cart-1", product: 9, quantity: 1);
        var stock = await Stock(5);

        Assert.Equal(HttpStatusCode.Created, await storefront.Order("cart-1"));
        Assert.Equal(HttpStatusCode.BadRequest, await storefront.Order("cart-1"));
        Assert.Equal(stock - 2, await Stock(5));

        await storefront.Add("cart-1", product: 9, quantity: 1);
        Assert.Equal(HttpStatusCode.Created, await storefront.Order("cart-1"));
    }

    [Fact]
    public async Task When_somebody_else_was_faster_the_order_is_refused_and_nothing_is_taken()
    {
        await using var storefront = await shop.Storefront([]);
        await storefront.Add("cart-2", product: 16, quantity: 2);
        await storefront.Add("cart-2", product: 17, quantity: 2);
        var (one, other) = (await Stock(16), await Stock(17));
        var faster = new { Order = "faster", Lines = new[] { new { Product = 17, Quantity = other - 1 } } };
        Assert.Equal(HttpStatusCode.NoContent, await shop.Inventory.Post("/reservations", faster));

        Assert.Equal(HttpStatusCode.Conflict, await storefront.Order("cart-2"));
        Assert.Equal((one, 1), (await Stock(16), await Stock(17)));

        Assert.Equal(HttpStatusCode.NoContent, await shop.Inventory.Delete("/reservations/faster"));
        Assert.Equal(other, await Stock(17));
    }

    [Fact]
    public async Task A_product_that_does_not_exist_is_not_found_and_a_list_is_filtered()
    {
        await using var storefront = await shop.Storefront([]);

        var tea = await storefront.GetJson("/products?category=tea");
        var wild = await storefront.GetJson("/products?q=wild");

        Assert.Equal(HttpStatusCode.NotFound, await storefront.Get("/products/100000"));
        Assert.Equal(20, tea.GetArrayLength());
        Assert.All(tea.EnumerateArray(), p => Assert.Contains("tea", p.GetProperty("name").GetString()));
        Assert.All(wild.EnumerateArray(), p => Assert.Contains("wild", p.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("1.0", 2)]
    [InlineData("1.1", 7)]
    [InlineData("1.2", 2)]
    public async Task Only_release_1_1_asks_the_inventory_once_for_each_related_product(string version, int calls)
    {
        await using var storefront = await shop.Storefront(new() { ["SHOP_VERSION"] = version, ["SHOP_FLAGS"] = "related-items=100" });
        shop.Calls.Take();

        var page = await storefront.GetJson("/products/3");

        Assert.Equal(6, page.GetProperty("related").GetArrayLength());
        Assert.Equal(calls, shop.Calls.Take().Count);
    }

    [Fact]
    public async Task A_flag_changes_while_the_storefront_runs()
    {
        await using var storefront = await shop.Storefront(new() { ["SHOP_FLAGS"] = "related-items=0" });

        Assert.Equal(0, (await storefront.GetJson("/products/3")).GetProperty("related").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await storefront.Set("flags/related-items", 100)).Status);
        Assert.Equal(6, (await storefront.GetJson("/products/3")).GetProperty("related").GetArrayLength());
    }

    [Fact]
    public async Task A_share_of_the_visitors_has_a_flag_on_and_each_keeps_its_side()
    {
        await using var storefront = await shop.Storefront(new() { ["SHOP_FLAGS"] = "related-items=35" });

        var sides = await Sides();

        Assert.InRange(sides.Count(on => on), 15, 55);
        Assert.Equal(sides, await Sides());

        async Task<List<bool>> Sides()
        {
            var sides = new List<bool>();
            for (var i = 0; i < 100; i++)
            {
                sides.Add((await storefront.GetJson("/products/3", $"visitor-{i}")).GetProperty("related").GetArrayLength() > 0);
            }

            return sides;
        }
    }

    private async Task<long> Stock(int product) => (await shop.Inventory.GetJson($"/items/{product}")).GetProperty("stock").GetInt64();
}
