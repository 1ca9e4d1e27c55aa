using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.State;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;
using Upshot.Server;

namespace Upshot.Tests.Answers;

/// <summary>A server's telemetry without the server, with a clock that is moved.</summary>
internal sealed class CountedStore : IAsyncDisposable
{
    private readonly TelemetryStore _local;

    private CountedStore(TelemetryStore local, TelemetryInUse inUse) => (_local, InUse) = (local, inUse);

    public TelemetryInUse InUse { get; }

    public OperationalRecords State => _local.State;

    /// <param name="remote">Null: telemetry is in the directory.</param>
    public static async Task<CountedStore> OpenAsync(string data, ProductPlan plan, TimeProvider clock, ClickHouseOptions? remote)
    {
        var free = new IPEndPoint(IPAddress.Loopback, 0);
        var local = TelemetryStore.Open(new StoreOptions { Directory = data, MaintenanceEvery = TimeSpan.FromDays(40) }, plan, clock, NullLogger.Instance);
        var store = new CountedStore(local, new(local, new ServerOptions { Data = data, Http = free, OtlpGrpc = free, OtlpHttp = free, ClickHouse = remote }, clock, NullLoggerFactory.Instance));
        await store.InUse.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public Task SealAsync() => _local.SealAsync();

    public async ValueTask DisposeAsync()
    {
        await InUse.DisposeAsync();
        await _local.DisposeAsync();
    }
}
