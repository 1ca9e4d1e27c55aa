using Microsoft.Extensions.Logging;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.ClickHouse.Delivering;
using Upshot.Observe.Stores.ClickHouse.Questions;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse;

/// <summary>
/// The store past one machine: a ClickHouse, or a cluster of them. What is accepted is on the disk of its shard, or on that of this node until the shard can be reached.
/// </summary>
public sealed class ClickHouseStore : ITelemetryStore, IAsyncDisposable
{
    private static readonly TimeSpan s_retryWhenBusy = TimeSpan.FromSeconds(1), s_retryWhenFull = TimeSpan.FromSeconds(5);
    private readonly ClickHouseOptions _options;
    private readonly ClickHouseServers _servers;
    private readonly Deliverer _deliverer;
    private readonly Backlog _backlog;
    private readonly BacklogDelivery _delivery;
    private readonly RecentIntake _recent = new();
    private readonly PlanHistoryTable _history;
    private readonly BoundMemory _bounds = new();
    private readonly IReadOnlyList<Column> _declared;
    private readonly IReadOnlyList<string> _found;
    private readonly ILogger _log;
    private volatile PlanNow _now;
    private long _pendingBytes, _untimed;

    private sealed record PlanNow(StorePlan Plan, BatchEncoder Encoder);

    private ClickHouseStore(ClickHouseOptions options, ClickHouseServers servers, ProductPlan plan, PlanHistoryTable history, IReadOnlyList<Column> declared, IReadOnlyList<string> found, TimeProvider time, ILogger log)
    {
        (_options, _servers, _history, _declared, _found, _log) = (options, servers, history, declared, found, log);
        _now = Under(plan);
        _backlog = new Backlog(options.BacklogDirectory, options.BacklogBytes, _recent.Remember, log);
        _deliverer = new Deliverer(servers, options.Address);
        _delivery = new BacklogDelivery(_backlog, new(servers, options.Address, _deliverer), options.RetryEvery, time, log);
    }

    /// <summary>The plan that counts now.</summary>
    public ProductPlan Plan => _now.Plan.Plan;

    /// <summary>Bodies that are kept on this node until they can be delivered, as records and bytes.</summary>
    public (long Records, long Bytes) Waiting => (_backlog.Records, _backlog.Bytes);

    public IReadOnlyList<MissingRows> Missing
    {
        get
        {
            var (records, times) = (_backlog.HasAcknowledged ? _backlog.Records : 0, _backlog.Times);
            return records == 0 ? _backlog.Lost : [.. _backlog.Lost, new(_options.BacklogDirectory, null, records, Nanos.ToMoment(times.First), Nanos.ToMoment(times.Last),
                $"this node keeps them until ClickHouse takes them{(_delivery.Why is { } why ? $". {why}" : "")}")];
        }
    }

    public IReadOnlyList<string> Notices =>
    [
        .. _found,
        .. _now.Plan.Names.TranslatesSignals ? [$"Migrations of the plan rename signals, attributes or units: what was stored in {_options.Address} before is told under the names it was stored with."] : Array.Empty<string>(),
        .. Plan.Sampling is { IsTail: true, Probability: < 1 } ? ["The plan has the server decide which traces stay (sampling, decision: tail): in ClickHouse all of them do. Set the retention of spans instead."] : Array.Empty<string>(),
        .. _delivery.Why is { } why ? [why] : Array.Empty<string>(),
    ];

    /// <summary>
    /// Opens it for a node. Servers that cannot be reached are no reason not to: what comes is kept until they can.
    /// </summary>
    /// <param name="history">Where this node writes down what plans said of names.</param>
    /// <exception cref="StoreException">The tables are not there or not of this version, or the backlog cannot be used; the message says what to do.</exception>
    public static async Task<ClickHouseStore> OpenAsync(ClickHouseOptions options, ProductPlan plan, PlanHistoryTable history, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var servers = new ClickHouseServers(options);
        try
        {
            var memory = new ColumnMemory(options.BacklogDirectory);
            SchemaFound found;
            try
            {
                found = await StoreSchema.LookAsync(servers, options.Address, plan, cancellation);
                memory.Write(found.Declared);
            }
            catch (UnreachableException e)
            {
                log.LogWarning("{Why} The node starts all the same, and keeps what comes in", e.Message);
                found = new(memory.Read(), [], []);
            }

            return found.Mistakes.Count > 0 ? throw new StoreException(string.Join(Environment.NewLine, found.Mistakes)) : new(options, servers, plan, history, found.Declared, found.Notices, time, log);
        }
        catch (Exception e)
        {
            servers.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"The backlog {options.BacklogDirectory} cannot be used: {e.Message}. Choose another directory with --data.", e);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public async Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation)
    {
        var length = batch.Buffer.Length;
        if (Interlocked.Add(ref _pendingBytes, length) > _options.PendingBytes)
        {
            Interlocked.Add(ref _pendingBytes, -length);
            batch.Dispose();
            return new(IntakeStatus.Busy, 0, "More data comes in than ClickHouse takes.", s_retryWhenBusy);
        }

        try
        {
            var hash = HashOf(batch);
            var now = _now;
            batch = now.Plan.Policy.Apply(batch);
            var stored = _recent.Take(hash, batch, news => StoreAsync(now.Encoder, hash, news));
            return await stored.WaitAsync(cancellation);
        }
        catch (MalformedTelemetryException e)
        {
            batch.Dispose();
            return new(IntakeStatus.Invalid, 0, e.Message);
        }
        finally
        {
            Interlocked.Add(ref _pendingBytes, -length);
        }
    }

    /// <inheritdoc />
    public async Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(question.Limit);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await ThrowUnlessWholeAsync(cancellation);
            var session = new ClickHouseSession(_servers, _options.Address, _now.Plan, cancellation);
            return (T)(question is SizeQuestion ? await Questions.SizeAnswer.OfAsync(session, Waiting, Missing) : await ClickHouseQuestions.AnswerAsync(session, question))!;
        }
        catch (UnreachableException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    /// <summary>
    /// Makes what is counted of an objective by whole traces be what they say now. For one server at a time: the one that leads.
    /// </summary>
    /// <param name="counted">All there is to count of the range, each minute once for each version and environment.</param>
    /// <param name="range">Whole minutes.</param>
    /// <param name="mayShrink">Whether what is counted already goes where traces do not have it; false where they may be gone.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="StoreException">It cannot be done now. Do it again: what was done of it is found then.</exception>
    public async Task<bool> CountAsync(IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, TimeRange range, bool mayShrink, CancellationToken cancellation)
    {
        try
        {
            await ThrowUnlessWholeAsync(cancellation);
            var session = new ClickHouseSession(_servers, _options.Address, _now.Plan, cancellation);
            var changes = await CountedLater.ChangesAsync(counted, mayShrink, counters => CountedMinutes.OfAsync(session, counters, range));
            if (changes.Count > 0)
            {
                // The same change may be needed again when something has undone it meanwhile: no two have the same token.
                var hash = BodyClaims.NewId();
                await _deliverer.SendAsync(hash, new("objective_minutes", $"{hash:x32}", changes.Count, CountedBlocks.OfObjectives([.. changes])), cancellation);
            }

            return changes.Count > 0;
        }
        catch (UnreachableException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    /// <summary>Uses another plan from now on: what is accepted afterwards is counted under it, and every question that is asked afterwards is answered in its names.</summary>
    public void Use(ProductPlan plan) => _now = Under(plan);

    /// <summary>Attributes that the plan declares and that have no column of their own yet.</summary>
    public IReadOnlyList<string> WithoutColumn(ProductPlan plan) => DeclaredColumns.Missing(plan, _declared);

    /// <summary>Stops delivering; what has not arrived stays on the disk for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _backlog.DisposeAsync();
        _deliverer.Dispose();
        _servers.Dispose();
    }

    private PlanNow Under(ProductPlan plan)
    {
        var under = StorePlan.Of(plan, _history, _declared, _options.HashKey, _bounds, _log);
        return new(under, new(under));
    }

    private UInt128 HashOf(Batch batch)
    {
        // A sender that got no answer repeats what it sent, whatever has become of it here.
        var received = Journal.HashOf(batch.Buffer.Bytes);

        // A record that does not say when it happened is as new as its request, however alike two of them are.
        return batch.Summary.HasUntimed ? received ^ new UInt128((ulong)batch.ReceivedAt.Ticks, (ulong)Interlocked.Increment(ref _untimed) + (ulong)Random.Shared.NextInt64()) : received ^ (UInt128)(byte)batch.Signal;
    }

    private async Task<IntakeResult> StoreAsync(BatchEncoder encoder, UInt128 hash, Batch batch)
    {
        var accepted = new IntakeResult(IntakeStatus.Accepted, batch.Summary.Rejected, batch.Summary.RejectedBecause);
        try
        {
            await _backlog.KeepAsync(encoder.Encode(hash, batch));
            return accepted;
        }
        catch (Exception e) when (e is BacklogFullException or IOException)
        {
            return new(IntakeStatus.Unavailable, 0, $"The data cannot be stored now: {e.Message}", s_retryWhenFull);
        }
    }

    /// <summary>Of a cluster that has fewer or more shards than when its rows were placed, no answer is known to be whole.</summary>
    private async Task ThrowUnlessWholeAsync(CancellationToken cancellation)
    {
        if (_options.Address.Cluster is not null)
        {
            await _deliverer.TopologyAsync(cancellation);
        }
    }
}
