using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Upshot.Evidence;
using Upshot.Observe.Files;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb.Backfill;
using Upshot.Observe.Stores.DuckDb.Backup;
using Upshot.Observe.Stores.DuckDb.Forgetting;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The embedded store: one directory, one process. What it has accepted is on the disk and visible to every query that
/// starts afterwards.
/// </summary>
public sealed class TelemetryStore : ITelemetryStore, IAsyncDisposable
{
    private readonly Catalog _catalog;
    private readonly OperationalState _operational;
    private readonly IDisposable _lock;
    private readonly StoreState _state;
    private readonly ParquetWriter _parquet;
    private readonly RollupFiles _rollups;
    private readonly PlanHistoryTable _history;
    private readonly BoundMemory _bounds = new();
    private readonly IReadOnlyList<Column> _declared;
    private readonly JournalWriter _writer;
    private readonly Sealer _sealer;
    private readonly Maintenance _maintenance;
    private readonly StoreCheck _check;
    private readonly MissingFiles _missing;
    private readonly SegmentKeeper _keeper;
    private readonly PastRequests _past;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StoreOptions _options;
    private ReadOnlyCopy? _copy;
    private int _disposed;
    private long _untimed;

    private TelemetryStore(StoreOptions options, ProductPlan plan, Catalog catalog, OperationalState operational, string identity, bool stateIsLost, RepairReport repaired, IDisposable owned, TimeProvider time, ILogger log)
    {
        (_catalog, _operational, _lock, _time, _log, _options, Repaired) = (catalog, operational, owned, time, log, options, repaired);
        _history = new PlanHistoryTable(operational);
        _declared = KnownColumns.Of(plan, catalog, log);
        var first = StorePlan.Of(plan, _history, _declared, options.HashKey, _bounds, log);
        var schemas = first.Readers.Values.Select(r => r.Schema).ToList();
        _state = new StoreState(ListedFiles.Read(catalog, Sealer.FolderOf(options))) { Plan = first };
        var watch = new DirectoryWatch(options);
        Health = new StoreHealth(() => watch.Fault);
        var missing = _missing = new MissingFiles(options, catalog, new MissingCopy(_history, log), _state, Health, watch, time, log);
        foreach (var gone in stateIsLost ? repaired.Lost.Append(MissingRows.OfState(time.GetUtcNow())) : repaired.Lost)
        {
            missing.Remember(gone);
        }

        _state.IsWhole = missing.IsWhole;
        var lost = new LostAndFound(options, catalog, identity, _state, Health, log);
        UnsealedTables.Register(catalog, _state, schemas);
        _parquet = new ParquetWriter(options, _state);
        _rollups = new RollupFiles(options, _parquet, identity);
        _rollups.Complete(catalog, time.GetUtcNow());
        _sealer = new Sealer(options, catalog, _parquet, _rollups, _state, lost, watch, schemas, time, log);
        _keeper = new SegmentKeeper(options, _state, _sealer.Enqueue, time, log);
        _sealer.OnSealed = number =>
        {
            _keeper.Sealed(number);
            Sealed?.Invoke(number);
        };
        var seen = new RecentRequests();
        var entries = new RecentEntries();
        Recovered = new Recovery(options, identity, catalog, _state, missing, lost, _keeper, _sealer, new BatchReader(), first.Policy, seen, entries, log).Run();
        _writer = new JournalWriter(options, _keeper, _sealer, seen, entries, watch, log);
        var expiry = new Expiry(catalog, _rollups, _state, Health, missing, new RetentionClock(catalog, _state, plan.Retention, time), time, log);
        _maintenance = new Maintenance(expiry, new(options, new(options, catalog, _parquet, _state, time), _rollups, _state, missing, time, log), new Merge(options, catalog, _parquet, _rollups, _state, missing, time, log), _rollups, watch, schemas, () => Plan);
        _check = new StoreCheck(_state, missing, Health, CheckRollups, log);
        _timer = time.CreateTimer(_ => MaintainOnTime(), null, options.MaintenanceEvery, options.MaintenanceEvery);
        State = new OperationalRecords(operational);
        Queries = new StoreQueries(catalog, _state, Health);
        _past = new PastRequests(_state, Queries, _writer, new BackfilledTable(operational), time);
        AdHoc = new AdHocSource(options, _state, new(options, catalog, _rollups), CheckRollups, _declared);
    }

    /// <summary>The plan that counts now.</summary>
    public ProductPlan Plan => _state.Plan.Plan;

    /// <summary>What the journal held when the store was opened.</summary>
    public RecoveryReport Recovered { get; }

    /// <summary>What the start had to bring back into the catalog from the files beside it.</summary>
    public RepairReport Repaired { get; }

    /// <summary>Tells the directory from all others, and copies of it not.</summary>
    internal string Identity => _rollups.Store;

    /// <summary>A path for what is needed for a moment; the database may write there.</summary>
    internal string TemporaryFile(string name) => Path.Combine(Path.GetFullPath(_options.Directory), "tmp", name);

    /// <summary>SQL over the documented views.</summary>
    public StoreQueries Queries { get; }

    /// <summary>What plans said of names, written down in the directory.</summary>
    public PlanHistoryTable History => _history;

    /// <summary>What people's queries are asked of, in processes of their own.</summary>
    internal AdHocSource AdHoc { get; }

    /// <summary>Called when the catalog has a segment and the snapshots of questions still have it too; for tests.</summary>
    internal Action<long>? Sealed { get; set; }

    /// <summary>Releases and rollouts, which live in the same directory and are no telemetry.</summary>
    public OperationalRecords State { get; }

    public IReadOnlyList<MissingRows> Missing => Health.Missing;

    public IReadOnlyList<string> Notices => Health.Notices;

    /// <summary>How many times a question has taken a sealed file into its snapshot's statements, since the start.</summary>
    internal long FilesOpened => _state.FilesOpened;

    /// <summary>What is missing, and what somebody should look at.</summary>
    public StoreHealth Health { get; }

    /// <exception cref="StoreException">The directory is in use, cannot be written, or is of a newer version.</exception>
    public static TelemetryStore Open(StoreOptions options, ProductPlan plan, TimeProvider time, ILogger log)
    {
        if (!options.MayBeReadOnly || !Directory.Exists(options.Directory) || !ReadOnlyCopy.IsNeeded(options.Directory))
        {
            return OpenToWrite(options, plan, time, log);
        }

        var copy = ReadOnlyCopy.Make(options.Directory, log);
        try
        {
            var store = OpenToWrite(options with { Directory = copy.Path, LinksInto = options.Directory }, plan, time, log);
            store._copy = copy;
            store._operational.ReadOnlyBecause = $"The data directory {options.Directory} can only be read: questions are answered, and nothing is written down.";
            return store;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private static TelemetryStore OpenToWrite(StoreOptions options, ProductPlan plan, TimeProvider time, ILogger log)
    {
        IDisposable? owned = null;
        try
        {
            Directory.CreateDirectory(options.Directory);
            OwnerOnly.Everything(options.Directory);
            Misplaced.PutAside(options, "lock", log);
            owned = DirectoryLock.Take(options.Directory);
            Misplaced.PutAside(options, log);
            foreach (var folder in new[] { "journal", "parquet", "tmp" }.Select(name => Path.Combine(options.Directory, name)))
            {
                Directory.CreateDirectory(folder);
                OwnerOnly.Folder(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            owned?.Dispose();
            throw new StoreException($"The data directory {options.Directory} cannot be written: {e.Message}. Choose another one with --data.", e);
        }

        Catalog? catalog = null;
        OperationalState? operational = null;
        try
        {
            BackupFolder.Finish(options.Directory);
            catalog = CatalogFile.Open(options, log);
            var owner = StoreIdentity.Owner(options, StoreIdentity.In(catalog));
            if (owner is not null && StoreIdentity.In(catalog) is { } other && other != owner)
            {
                catalog.Dispose();
                catalog = CatalogFile.OpenNew(options, log);
            }

            operational = OperationalState.Open(options.Directory, owner, log);
            StateImport.Run(catalog, operational);
            var identity = StoreIdentity.Of(options, catalog, operational, out var stateIsLost);
            var repaired = new CatalogRepair(options, catalog, identity, time, log).Run();
            return new TelemetryStore(options, plan, catalog, operational, identity, stateIsLost, repaired, owned, time, log);
        }
        catch (Exception e)
        {
            catalog?.Dispose();
            operational?.Dispose();
            owned.Dispose();
            if (e is IOException or UnauthorizedAccessException or DuckDBException or SqliteException)
            {
                throw new StoreException($"The data directory {options.Directory} cannot be used: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>
    /// Makes the catalog again from what is kept beside it, and opens the store. What is only in the catalog, since an earlier
    /// version sealed it, is written down beside it first.
    /// </summary>
    /// <exception cref="StoreException">The directory is in use, cannot be written, or is of a newer version.</exception>
    public static async Task<TelemetryStore> RepairAsync(StoreOptions options, ProductPlan plan, TimeProvider time, ILogger log)
    {
        await Open(options, plan, time, log).DisposeAsync();
        CatalogFile.PutAside(options, log);
        return Open(options, plan, time, log);
    }

    /// <inheritdoc />
    public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation)
    {
        // A sender that got no answer repeats what it sent, whatever has become of it here.
        var received = Journal.HashOf(batch.Buffer.Bytes);
        var hasUntimed = batch.Summary.HasUntimed;
        if (hasUntimed)
        {
            // A record that does not say when it happened is as new as its request, however alike two of them are.
            received ^= new UInt128((ulong)batch.ReceivedAt.Ticks, (ulong)Interlocked.Increment(ref _untimed) + (ulong)Random.Shared.NextInt64());
        }

        var (buffer, plan) = (batch.Buffer, _state.Plan);
        try
        {
            batch = plan.Policy.Apply(batch);
        }
        catch (MalformedTelemetryException e)
        {
            batch.Dispose();
            return Task.FromResult(new IntakeResult(IntakeStatus.Invalid, 0, e.Message));
        }

        return _writer.WriteAsync(new JournalEntry(batch.Signal, batch.ReceivedAt, received, batch.Buffer) { IsRewritten = hasUntimed || batch.Buffer != buffer }, batch, plan);
    }

    /// <summary>Takes a request of the past: what of it is stored already, whenever and however it came, neither is stored nor counts again.</summary>
    /// <param name="body">Protobuf; it stays the caller's.</param>
    /// <exception cref="MalformedTelemetryException">It is no such request.</exception>
    /// <exception cref="StoreException">It cannot be stored now.</exception>
    public Task<BackfillResult> BackfillAsync(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation) => _past.AddAsync(signal, body, cancellation);

    /// <summary>Counts the objectives of the present plan again from stored spans, where minutes were not counted by their present definition; sealed when this returns.</summary>
    /// <param name="everything">Also hours whose totals are as the rollups have them.</param>
    /// <returns>Events by which totals changed.</returns>
    /// <exception cref="StoreException">The plan changed meanwhile, or it cannot be sealed now.</exception>
    public Task<long> RecountAsync(TimeRange range, bool everything, CancellationToken cancellation) => RecountAsync(range, new RecountAsked { EveryHour = everything }, cancellation);

    /// <summary>
    /// Counts what is stored under objectives that no plan before had, or of operations that are recognised by other spans: the newest day
    /// first, said among the notices until it is done. Ended midway it is begun again by the next call; what it counted stays, once.
    /// </summary>
    /// <returns>Events by which totals changed.</returns>
    public Task<long> CountHistoryAsync(CancellationToken cancellation) => new StoredHistory(this, _history, Health, _time, _log).CountAsync(cancellation);

    internal async Task<long> RecountAsync(TimeRange range, RecountAsked what, CancellationToken cancellation)
    {
        var plan = _state.Plan;
        var missing = await Task.Run(
            () =>
            {
                using var session = Queries.Session(withRollups: true, cancellation);
                return Recount.Missing(session, range, what, cancellation);
            },
            cancellation);
        if (missing.Objectives.Count + missing.Requests.Count == 0)
        {
            return 0;
        }

        var isAdded = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var segment = 0L;
        _writer.Order(keeper =>
        {
            var isSamePlan = ReferenceEquals(keeper.Active.Plan, plan) && missing.Objectives.All(m => plan.Objectives.Contains(m.Objective));
            if (isSamePlan)
            {
                segment = keeper.Active.Number;
                keeper.Active.Add(missing.Objectives, missing.Requests);
            }

            isAdded.SetResult(isSamePlan);
        });
        if (!await isAdded.Task)
        {
            throw new StoreException("The plan changed while its objectives were counted again. Do it once more.");
        }

        await SealAsync();
        return _catalog.SealedSegment() >= segment ? missing.Objectives.Sum(m => Math.Abs(m.Total)) : throw new StoreException("What was counted again cannot be sealed now. Do it once more.");
    }

    /// <summary>
    /// Makes what is counted of an objective by whole traces be what they say now. No journal has it: what is not sealed when the process ends is counted
    /// again by whoever calls.
    /// </summary>
    /// <param name="counted">All there is to count of the range, each minute once for each version and environment.</param>
    /// <param name="range">Whole minutes.</param>
    /// <param name="mayShrink">Whether what is counted already goes where traces do not have it; false where they may be gone.</param>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> CountAsync(IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, TimeRange range, bool mayShrink, CancellationToken cancellation)
    {
        var changes = await CountedLater.ChangesAsync(counted, mayShrink, counters => Task.Run(
            () =>
            {
                using var session = Queries.Session(withRollups: true, cancellation);
                return CountedMinutes.Of(session, counters, range);
            },
            cancellation));
        if (changes.Count == 0)
        {
            return false;
        }

        var isAdded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Order(keeper =>
        {
            keeper.Active.Add(changes, []);
            isAdded.SetResult();
        });
        await isAdded.Task.WaitAsync(cancellation);
        return true;
    }

    /// <inheritdoc />
    public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => Task.Run(() => Queries.Answer(question, cancellation), cancellation);

    /// <summary>
    /// Uses another plan from now on: what is accepted afterwards is counted under it, and every question that is asked afterwards is answered in
    /// its schema. What was accepted before stays as it was counted.
    /// </summary>
    /// <exception cref="StoreException">It could not be done, and nothing has changed.</exception>
    public async Task UseAsync(ProductPlan plan, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = StorePlan.Of(plan, _history, _declared, _options.HashKey, _bounds, _log);
        _writer.Order(keeper =>
        {
            try
            {
                keeper.Use(next);
                done.SetResult();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                done.SetException(new StoreException($"The next segment cannot be begun: {e.Message}", e));
            }
        });
        await done.Task.WaitAsync(cancellation);

        // What people ask is counted from the journals, under the present plan: it is sealed under the one that it met as soon as can be.
        await _sealer.DrainedAsync().WaitAsync(cancellation);
    }

    /// <summary>Attributes that the plan declares and that have no column of their own yet: it is made at the next start.</summary>
    public IReadOnlyList<string> WithoutColumn(ProductPlan plan) => DeclaredColumns.Missing(plan, _declared);

    /// <summary>Seals all that is there; returns when it is done or cannot be done now.</summary>
    public async Task SealAsync()
    {
        var ordered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Order(keeper =>
        {
            if (!keeper.Active.IsEmpty)
            {
                keeper.Rotate();
            }

            ordered.SetResult();
        });
        await ordered.Task;
        await _sealer.DrainedAsync();
    }

    /// <summary>Holds everything that is acknowledged now, until it is disposed of. Waits for a merge that is under way.</summary>
    public Task<StoreBackup> TakeBackupAsync(CancellationToken cancellation) =>
        _maintenance.MeanwhileAsync(() => StoreBackup.Take(_options, _state, _rollups, _missing, _operational, _time), cancellation);

    /// <summary>Merges, and drops what is old, as the timer does. Cancelled, it ends before it begins or not at all.</summary>
    /// <param name="confirmed">Whether everything that is old may go, however much it is and however the clock came to say so.</param>
    public async Task MaintainAsync(bool confirmed, CancellationToken cancellation)
    {
        try
        {
            _writer.Order(keeper => keeper.RotateIfFull());
            await _maintenance.RunAsync(confirmed, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTriedAgain(e))
        {
            Say(e);
        }
    }

    /// <summary>The same on this thread.</summary>
    internal void Maintain(bool confirmed = false) => TryMaintain(() => _maintenance.Run(confirmed));

    /// <summary>Takes a subject out of sealed files, counts and state; what is not sealed is sealed first.</summary>
    /// <exception cref="StoreException">Not everything can be sealed, or written anew; what was done stays done.</exception>
    internal async Task<(SealedForget.Done Done, long StateChanged)> ForgetAsync(Subject subject, CancellationToken cancellation)
    {
        if (_operational.ReadOnlyBecause is { } reason)
        {
            throw new StoreException(reason);
        }

        await SealAsync();
        if (_state.Segments.Any(s => !s.IsEmpty))
        {
            throw new StoreException("What came last cannot be sealed now, and nothing was forgotten. Make room, then try again.");
        }

        var done = await _maintenance.MeanwhileAsync(() => new SealedForget(_options, _catalog, _parquet, _rollups, _state, _time).Run(subject, [.. _state.Plan.Readers.Values.Select(r => r.Schema)]), cancellation);
        return (done, _operational.Erase(subject.Texts, Subject.Forgotten));
    }

    /// <summary>Reads every sealed file and says which are not as they were sealed; lists again what was put back.</summary>
    public Task<StoreCheckReport> CheckAsync(CancellationToken cancellation) => Task.Run(() => Check(cancellation), cancellation);

    /// <summary>The same on this thread.</summary>
    internal StoreCheckReport Check(CancellationToken cancellation) => _check.Run(cancellation);

    private void CheckRollups() => _maintenance.Meanwhile(() => _rollups.Check(_catalog, _time.GetUtcNow(), _log));

    private void MaintainOnTime()
    {
        try
        {
            TryMaintain(_maintenance.RunUnlessRunning);
        }
        catch (StoreException)
        {
            // The directory is gone: readiness and intake say so.
        }
    }

    private void TryMaintain(Action run)
    {
        try
        {
            _writer.Order(keeper => keeper.RotateIfFull());
            run();
        }
        catch (Exception e) when (IsTriedAgain(e))
        {
            Say(e);
        }
    }

    private static bool IsTriedAgain(Exception e) => e is not (StoreException or OperationCanceledException);

    private void Say(Exception e) => _log.LogError(e, "Maintenance failed and will be tried again: {Reason}", e.Message);

    /// <summary>Writes and seals what has been accepted, so that the next start finds nothing to recover.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        var fault = Health.DirectoryFault;
        await _timer.DisposeAsync();
        await _check.DisposeAsync();
        await _writer.DisposeAsync();
        _past.Dispose();
        var last = _keeper.Active;
        if (!last.IsEmpty)
        {
            _sealer.Enqueue(last);
        }

        await _sealer.DisposeAsync();
        last.Journal.Dispose();
        _keeper.Dispose();
        _parquet.Dispose();
        _catalog.Dispose();
        _operational.Dispose();
        _lock.Dispose();
        if (fault is null)
        {
            OwnerOnly.Everything(_options.Directory);
        }
        else
        {
            _log.LogError("What was not sealed is lost with the data directory: {Fault}", fault);
        }

        _copy?.Dispose();
    }
}
