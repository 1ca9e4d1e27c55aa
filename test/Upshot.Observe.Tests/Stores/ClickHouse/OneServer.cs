using Upshot.Observe.Stores.ClickHouse;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>One server for all tests of a class; each has a database of its own. It is started by the first of them, which is skipped where there is none.</summary>
public sealed class OneServer : IAsyncLifetime
{
    private readonly Lazy<Task<ClickHouseServer>> _server = new(ClickHouseServer.StartAsync);

    internal Task<ClickHouseServer> Server => _server.Value;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    internal async Task<ClickHouseHarness> OpenAsync(ProductPlan? plan = null, Func<ClickHouseOptions, ClickHouseOptions>? with = null) => await ClickHouseHarness.OpenAsync(await Server, plan, with);
}
