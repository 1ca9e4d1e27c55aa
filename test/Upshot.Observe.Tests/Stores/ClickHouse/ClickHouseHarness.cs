using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>A store in a database of its own, with a node's directory of its own.</summary>
internal sealed class ClickHouseHarness : IStoreHarness
{
    private readonly ClickHouseServer[] _servers;
    private readonly ProductPlan _plan;
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "upshot-test-" + Path.GetRandomFileName());
    private readonly Func<ClickHouseOptions, ClickHouseOptions>? _with;
    private OperationalState _state = null!;
    private ClickHouseStore _store = null!;

    private ClickHouseHarness(ClickHouseServer[] servers, string? cluster, ProductPlan plan, Func<ClickHouseOptions, ClickHouseOptions>? with)
    {
        (_servers, _plan, _with) = (servers, plan, with);
        Address = new(false, [.. servers.Select(s => s.Host)], "default", $"test_{Path.GetRandomFileName().Replace('.', '_')}", cluster);
    }

    public ClickHouseAddress Address { get; private init; }

    public ClickHouseStore Own => _store;

    public ITelemetryStore Store => _store;

    public string Backlog => Path.Combine(_directory, "backlog");

    public static Task<ClickHouseHarness> OpenAsync(ClickHouseServer server, ProductPlan? plan = null, Func<ClickHouseOptions, ClickHouseOptions>? with = null) => OpenAsync([server], null, plan, with);

    public static async Task<ClickHouseHarness> OpenAsync(ClickHouseServer[] servers, string? cluster, ProductPlan? plan = null, Func<ClickHouseOptions, ClickHouseOptions>? with = null)
    {
        var harness = new ClickHouseHarness(servers, cluster, plan ?? Story.Plan, with);
        using (var made = new ClickHouseServers(harness.Options))
        {
            await StoreSchema.CreateAsync(made, harness.Address, harness._plan, TestContext.Current.CancellationToken);
        }

        await harness.StartAsync();
        return harness;
    }

    /// <summary>Another node over the same tables, with a directory of its own.</summary>
    public static async Task<ClickHouseHarness> BesideAsync(ClickHouseHarness first)
    {
        var harness = new ClickHouseHarness(first._servers, first.Address.Cluster, first._plan, first._with) { Address = first.Address };
        await harness.StartAsync();
        return harness;
    }

    public ClickHouseOptions Options => new ClickHouseOptions { Address = Address, BacklogDirectory = Backlog, RetryEvery = TimeSpan.FromMilliseconds(100) } is var options && _with is null ? options : _with!(options);

    // ClickHouse merges when it wants to; here it has to.
    public async Task SettleAsync()
    {
        using var servers = new ClickHouseServers(Options);
        foreach (var (host, table) in _servers.SelectMany(s => StoreTable.All([]).Select(t => (s.Host, t.Name))))
        {
            await servers.ExecuteAsync(host, $"OPTIMIZE TABLE `{Address.Database}`.`{table}` FINAL", TestContext.Current.CancellationToken);
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task StartAsync()
    {
        Directory.CreateDirectory(_directory);
        _state = OperationalState.Open(_directory, null, NullLogger.Instance);
        _store = await ClickHouseStore.OpenAsync(Options, _plan, new PlanHistoryTable(_state), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        await _store.DisposeAsync();
        _state.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
