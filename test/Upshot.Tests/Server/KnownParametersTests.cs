using System.Net;
using System.Text.Json;
using Upshot.Tests.Pages;

namespace Upshot.Tests.Server;

/// <summary>What an address does not know is refused everywhere, and what the API's description says is known.</summary>
[Collection(PageTests.Name)]
public sealed class KnownParametersTests(SmallShopServer shop)
{
    private static readonly HttpClient s_client = new();

    [Theory]
    [InlineData("/api/v1/traces?range=28d", "\"range\" is no parameter of /api/v1/traces. Known here: operation, service, version, failed, slowerThan, order, since, until, limit, format.")]
    [InlineData("/api/v1/releases?since=1d", "\"since\" is no parameter of /api/v1/releases. Known here: format.")]
    [InlineData("/api/v1/operations/checkout?name=x", "\"name\" is no parameter")]
    [InlineData("/api/v1/services/sent?answers=1&cancellation=2", "It has none.")]
    [InlineData("/api/v1/traces?format=xml", "format \"xml\" is none of json, csv.")]
    [InlineData("/api/v1/size?format=csv", "/api/v1/size has no rows for CSV: leave format out.")]
    [InlineData("/api/v1/status?a%0A%1B=1", "is no parameter")]
    public async Task What_is_not_known_is_refused_with_what_is(string address, string said)
    {
        var (status, title) = await Ask(address);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, title, StringComparison.Ordinal);
        Assert.DoesNotContain(title, char.IsControl);
    }

    [Fact]
    public async Task Every_parameter_that_the_description_lists_is_known_and_no_other()
    {
        using var described = JsonDocument.Parse(await s_client.GetStringAsync(new Uri(shop.Server.Address, "/openapi/v1.json"), TestContext.Current.CancellationToken));
        var count = 0;
        foreach (var path in described.RootElement.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/api/v1", StringComparison.Ordinal) && p.Value.TryGetProperty("get", out _)))
        {
            var address = path.Name.Replace("{id}", "1", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            Assert.Contains("\"nonsense\" is no parameter", (await Ask($"{address}?nonsense=1")).Title, StringComparison.Ordinal);
            var listed = path.Value.GetProperty("get").TryGetProperty("parameters", out var all) ? all.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!).ToList() : [];

            // Refused for another reason at the most; nonsense beside them keeps what is asked from being answered.
            var refused = (await Ask($"{address}?{string.Concat(listed.Select(name => $"{name}=&"))}nonsense=1")).Title;
            Assert.Contains("\"nonsense\" is no parameter", refused, StringComparison.Ordinal);
            count += listed.Count;
        }

        Assert.True(count > 80, $"{count} parameters were tried");
    }

    private async Task<(HttpStatusCode Status, string Title)> Ask(string address)
    {
        using var answer = await s_client.GetAsync(new Uri(shop.Server.Address, address), TestContext.Current.CancellationToken);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, problem.RootElement.GetProperty("title").GetString()!);
    }
}
