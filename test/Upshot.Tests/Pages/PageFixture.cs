namespace Upshot.Tests.Pages;

/// <summary>One server with the small shop's plan and telemetry, for all tests that only read.</summary>
public sealed class SmallShopServer : IAsyncLifetime
{
    internal PageServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var client = new HttpClient();
        var now = DateTimeOffset.UtcNow;
        await Telemetry.PostAsync(client, Server.Otlp, SmallShop.Spans(now));
        await SmallShopRecords.PostAsync(client, Server.Otlp, now);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>One browser and one server for all tests of pages; one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PageTests : ICollectionFixture<Browser>, ICollectionFixture<SmallShopServer>
{
    public const string Name = "pages";
}
