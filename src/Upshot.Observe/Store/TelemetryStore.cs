using Microsoft.Extensions.Logging;
using Upshot.Observe.Policy;
using Upshot.Observe.Query;
using Upshot.Observe.Query.AdHoc;
using Upshot.Observe.Query.Translation;
using Upshot.Observe.Receive;
using Upshot.Observe.Receive.Protobuf;
using Upshot.Observe.Rollup;
using Upshot.Plan;

namespace Upshot.Observe.Store;

/// <summary>
/// The embedded store: one directory, one process. What it has accepted is on the disk and visible to every query that
/// starts afterwards.
/// </summary>
public sealed class TelemetryStore : IAsyncDisposable
{
    private readonly Catalog _catalog;
    private readonly IDisposable _lock;
    private readonly StoreState _state;
    private readonly ParquetWriter _parquet;
    private readonly Dictionary<TelemetrySignal, RecordReader> _readers;
    private readonly JournalWriter _writer;
    private readonly Sealer _sealer;
    private readonly Maintenance _maintenance;
    private readonly GenerationKeeper _keeper;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _disposed;

    private TelemetryStore(StoreOptions options, ProductPlan plan, Catalog catalog, IDisposable owned, TimeProvider time, ILogger log)
    {
        (_catalog, _lock, _time, _log, Plan) = (catalog, owned, time, log, plan);
        var known = KnownLineages.Of(plan, catalog);
        var rules = TranslationRule.For(plan, known);
        var operations = new OperationMatcher(plan, new SelectorNames(rules));
        var objectives = ObjectiveCounter.Of(plan);
        var declared = DeclaredColumns.Of(plan, catalog, log);
        _readers = RecordReaders.For(declared, operations);
        _state = new StoreState(catalog.Files(Sealer.FolderOf(options)));
        HotTables.Register(catalog, _state, _readers.Values);
        _parquet = new ParquetWriter(options, _state, _readers.Values);
        _sealer = new Sealer(options, catalog, _parquet, _state, [.. _readers.Values], time, log);
        _keeper = new GenerationKeeper(options, _state, () => new RollupAccumulator(operations, objectives), _sealer.Enqueue, time);
        var seen = new SeenBodies();
        Recovered = new Recovery(options, catalog, _state, _keeper, _sealer, _readers, seen, log).Run();
        _writer = new JournalWriter(options, _keeper, _sealer, seen, log);
        _maintenance = new Maintenance(options, catalog, _parquet, _state, [.. _readers.Values], plan.Retention, time, log);
        _timer = time.CreateTimer(_ => Maintain(), null, options.MaintenanceEvery, options.MaintenanceEvery);
        var translator = new SchemaTranslator(plan, known, rules, KnownOperationNames.Of(plan, catalog), _readers.Values.Select(r => r.Schema));
        Queries = new StoreQueries(catalog, _state, translator);
        AdHoc = new AdHocSource(options, catalog, _state, translator, declared, operations, objectives, () => (time.GetUtcNow() - plan.Retention.Rollups).ToUnixTimeMilliseconds() * 1_000_000);
    }

    public ProductPlan Plan { get; }

    /// <summary>What the journal held when the store was opened.</summary>
    public RecoveryReport Recovered { get; }

    public StoreQueries Queries { get; }

    /// <summary>What people's queries are asked of, in processes of their own.</summary>
    internal AdHocSource AdHoc { get; }

    /// <exception cref="StoreException">The directory is in use, cannot be written, or is of a newer version.</exception>
    public static TelemetryStore Open(StoreOptions options, ProductPlan plan, TimeProvider time, ILogger log)
    {
        try
        {
            foreach (var folder in new[] { "journal", "parquet", "tmp" })
            {
                Directory.CreateDirectory(Path.Combine(options.Directory, folder));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory {options.Directory} cannot be written: {e.Message}. Choose another one with --data.", e);
        }

        var owned = DirectoryLock.Take(options.Directory);
        Catalog? catalog = null;
        try
        {
            catalog = Catalog.Open(options);
            return new TelemetryStore(options, plan, catalog, owned, time, log);
        }
        catch (Exception e)
        {
            catalog?.Dispose();
            owned.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"The data directory {options.Directory} cannot be used: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Makes a request durable and visible; see <see cref="AcceptTelemetry"/>.</summary>
    public Task<IntakeResult> AcceptAsync(TelemetrySignal signal, Body body, CancellationToken cancellation)
    {
        var receivedAt = _time.GetUtcNow();
        Found found;
        try
        {
            found = _readers[signal].Inspect(ReceivedBody.Of(body, receivedAt));
        }
        catch (MalformedTelemetryException e)
        {
            ((IDisposable)body).Dispose();
            return Task.FromResult(new IntakeResult(IntakeStatus.Invalid, 0, e.Message));
        }

        if (found.Records == 0)
        {
            ((IDisposable)body).Dispose();
            return Task.FromResult(new IntakeResult(IntakeStatus.Accepted, found.Rejected, found.RejectedBecause));
        }

        var entry = new JournalEntry(signal, receivedAt, Journal.HashOf(body.Bytes), body);
        return _writer.WriteAsync(entry, found);
    }

    /// <summary>Seals all that is there; returns when it is done or cannot be done now.</summary>
    public async Task SealAsync()
    {
        var ordered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Order(keeper =>
        {
            if (keeper.Active.Rows > 0)
            {
                keeper.Rotate();
            }

            ordered.SetResult();
        });
        await ordered.Task;
        await _sealer.DrainedAsync();
    }

    public void Maintain()
    {
        try
        {
            _writer.Order(keeper => keeper.RotateIfFull());
            _maintenance.Run();
        }
        catch (Exception e)
        {
            _log.LogError("Maintenance failed and will be tried again: {Reason}", e.Message);
        }
    }

    /// <summary>Writes and seals what has been accepted, so that the next start finds nothing to recover.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _timer.DisposeAsync();
        await _writer.DisposeAsync();
        var last = _keeper.Active;
        if (last.Rows > 0)
        {
            _sealer.Enqueue(last);
        }

        await _sealer.DisposeAsync();
        last.Journal.Dispose();
        _parquet.Dispose();
        _catalog.Dispose();
        _lock.Dispose();
    }
}
