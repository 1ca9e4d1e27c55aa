using Upshot.Answers;
using Upshot.Evidence;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>
/// Where a server's telemetry is: in its directory, or in a ClickHouse. Releases, keys, alerts and the rest of the operational state are in the directory in either case.
/// </summary>
internal sealed class TelemetryInUse(TelemetryStore local, ServerOptions options, TimeProvider time, ILoggerFactory logs) : ITelemetryStore, IAsyncDisposable
{
    private ClickHouseStore? _remote;

    public IReadOnlyList<MissingRows> Missing => _remote is null ? local.Missing : [.. local.Missing, .. _remote.Missing];

    public IReadOnlyList<string> Notices => _remote is null ? local.Notices : [.. local.Notices, .. _remote.Notices, .. local.State.Leadership.Problem is { } nobody ? [nobody] : Array.Empty<string>()];

    private ITelemetryStore Store => (ITelemetryStore?)_remote ?? local;

    /// <exception cref="StoreException">The tables are not there, or not of this version.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (options.ClickHouse is { } remote)
        {
            _remote = await ClickHouseStore.OpenAsync(remote, local.Plan, local.History, time, logs.CreateLogger("Upshot.Store"), cancellation);
        }
    }

    public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation) => Store.AppendAsync(batch, cancellation);

    public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => Store.AskAsync(question, cancellation);

    /// <summary>Whether this server counts what is counted from stored traces: the one that leads does.</summary>
    public bool CountsLater => _remote is null || local.State.Leadership.Leads;

    /// <summary>Makes what is counted of objectives by whole traces be what they say now.</summary>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="StoreException">It cannot be done now.</exception>
    public Task<bool> CountAsync(IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, TimeRange range, bool mayShrink, CancellationToken cancellation) =>
        _remote?.CountAsync(counted, range, mayShrink, cancellation) ?? local.CountAsync(counted, range, mayShrink, cancellation);

    /// <summary>Uses another plan from now on.</summary>
    /// <exception cref="StoreException">It could not be done, and nothing has changed.</exception>
    public async Task UseAsync(ProductPlan plan, CancellationToken cancellation)
    {
        await local.UseAsync(plan, cancellation);
        _remote?.Use(plan);
    }

    /// <summary>Attributes of a plan that have no column of their own yet.</summary>
    public IReadOnlyList<string> WithoutColumn(ProductPlan plan) => _remote?.WithoutColumn(plan) ?? local.WithoutColumn(plan);

    /// <param name="what">What is asked for, as the beginning of a sentence.</param>
    /// <exception cref="UnusableException">It is for files, and telemetry is not in files of this server.</exception>
    public void ThrowIfElsewhere(string what)
    {
        if (options.ClickHouse is { } remote)
        {
            throw new UnusableException($"{what} is for the files of a data directory, and this server's telemetry is in {remote.Address}. Ask ClickHouse itself; docs/formats/clickhouse.md describes the tables.");
        }
    }

    public ValueTask DisposeAsync() => _remote?.DisposeAsync() ?? default;
}
