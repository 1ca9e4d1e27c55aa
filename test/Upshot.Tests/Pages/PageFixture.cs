using Upshot.Tests.Pages;

[assembly: AssemblyFixture(typeof(Browser))]
[assembly: AssemblyFixture(typeof(SmallShopServer))]

namespace Upshot.Tests.Pages;

/// <summary>One server with the small shop's plan and telemetry, for all tests that only read.</summary>
public sealed class SmallShopServer : IAsyncLifetime
{
    internal PageServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var client = new HttpClient();
        await Telemetry.PostAsync(client, Server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
