using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Plan;

namespace Upshot.Tests.Answers;

/// <summary>The same while telemetry is in a ClickHouse.</summary>
public sealed class JourneyCountingInClickHouseTests : JourneyCountingTests
{
    private readonly CountingServer _server = new();

    private protected override Task<ClickHouseOptions?> RemoteAsync(string data, ProductPlan plan) => _server.StartAsync(data, plan);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>The same while telemetry is in a ClickHouse.</summary>
public sealed class OutcomeCountingInClickHouseTests : OutcomeCountingTests
{
    private readonly CountingServer _server = new();

    private protected override Task<ClickHouseOptions?> RemoteAsync(string data, ProductPlan plan) => _server.StartAsync(data, plan);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>A ClickHouse with tables that keep what happened long ago by the clock of the machine, which the tests' own does not move.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromDays(7000);
    private ClickHouseServer? _server;

    public async Task<ClickHouseOptions?> StartAsync(string data, ProductPlan plan)
    {
        _server = await ClickHouseServer.StartAsync();
        var options = new ClickHouseOptions { Address = new(false, [_server.Host], "default", "counted", null), BacklogDirectory = Path.Combine(data, "backlog"), RetryEvery = TimeSpan.FromMilliseconds(100) };
        await ClickHouseTables.CreateAsync(options, plan with { Retention = plan.Retention with { Spans = s_long, Metrics = s_long, Logs = s_long, Rollups = s_long } }, TestContext.Current.CancellationToken);
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
