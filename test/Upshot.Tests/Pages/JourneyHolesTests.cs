namespace Upshot.Tests.Pages;

/// <summary>A trace says which steps of a journey did not come, and only those.</summary>
[Collection(PageTests.Name)]
public sealed class JourneyHolesTests
{
    private const string Whole = "0000000000000000000000000000a001", Holed = "0000000000000000000000000000a002";

    /// <summary>Guards steps that tell by an attribute which the waterfall does not show: they were called missing.</summary>
    [Fact]
    public async Task Steps_that_are_told_by_method_or_attribute_are_found()
    {
        await using var server = await PageServer.StartAsync(WritePlan);
        using var client = new HttpClient { BaseAddress = server.Address };
        var now = DateTimeOffset.UtcNow.AddMinutes(-1);
        await Telemetry.PostAsync(client, server.Otlp, [.. Trace(Whole, now, true), .. Trace(Holed, now, false)]);
        var whole = await client.GetStringAsync($"/traces/{Whole}", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Steps that are missing", whole, StringComparison.Ordinal);
        var holed = await client.GetStringAsync($"/traces/{Holed}", TestContext.Current.CancellationToken);
        Assert.Contains("<strong>paid</strong>", holed, StringComparison.Ordinal);
        Assert.DoesNotContain("<strong>order</strong>", holed, StringComparison.Ordinal);
    }

    private static IEnumerable<SentSpan> Trace(string id, DateTimeOffset at, bool isPaid)
    {
        yield return new(id, "00000000000000b1", null, "storefront", "1", "POST /checkout", 2, at, TimeSpan.FromMilliseconds(50)) { Attributes = new Dictionary<string, string> { ["http.route"] = "/checkout", ["http.request.method"] = "POST" } };
        yield return new(id, "00000000000000b2", "00000000000000b1", "orders", "1", "POST /orders", 2, at.AddMilliseconds(1), TimeSpan.FromMilliseconds(40)) { Attributes = new Dictionary<string, string> { ["http.route"] = "/orders", ["http.request.method"] = "POST" } };
        yield return new(id, "00000000000000b3", "00000000000000b2", "orders", "1", "pay", 3, at.AddMilliseconds(2), TimeSpan.FromMilliseconds(30)) { Attributes = new Dictionary<string, string> { ["card.kind"] = isPaid ? "credit" : "none" } };
    }

    private static void WritePlan(string folder)
    {
        SmallShop.WritePlan(folder);
        File.AppendAllText(Path.Combine(folder, "upshot.yaml"), "\njourneys:\n  ordering:\n    operation: checkout\n    steps:\n      order: { service: orders, route: /orders, method: POST }\n      paid: { service: orders, span: pay, attributes: { card.kind: credit }, under: order }\n");
    }
}
