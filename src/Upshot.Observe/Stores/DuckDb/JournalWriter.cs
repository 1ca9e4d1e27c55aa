using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The one writer: takes all requests that wait, makes them durable with one write and one flush, adds them to the
/// segment, and only then answers.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryWhenBusy = TimeSpan.FromSeconds(1), RetryWhenBroken = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMilliseconds(100);
    private const int MaxGroup = 256;
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new() { SingleReader = true });
    private readonly StoreOptions _options;
    private readonly SegmentKeeper _keeper;
    private readonly Sealer _sealer;
    private readonly RecentRequests _seen;
    private readonly RecentEntries _entries;
    private readonly DirectoryWatch _watch;
    private readonly ILogger _log;
    private readonly Task _loop;
    private long _pendingBytes;
    private bool _isBroken;

    public JournalWriter(StoreOptions options, SegmentKeeper keeper, Sealer sealer, RecentRequests seen, RecentEntries entries, DirectoryWatch watch, ILogger log)
    {
        (_options, _keeper, _sealer, _seen, _entries, _watch, _log) = (options, keeper, sealer, seen, entries, watch, log);
        _loop = Task.Run(RunAsync);
    }

    /// <param name="Bytes">As they were counted when it came.</param>
    private readonly record struct Pending(JournalEntry Entry, int Bytes, Batch Batch, StorePlan Plan, TaskCompletionSource<IntakeResult> Answer)
    {
        public BatchSummary Summary => Batch.Summary;

        /// <summary>Between the door and the writer another plan may have come: what is written belongs to the plan of its segment.</summary>
        public Pending Under(StorePlan plan)
        {
            if (plan == Plan)
            {
                return this;
            }

            var batch = plan.Policy.Apply(Batch);
            return this with { Entry = batch.Buffer == Entry.Body ? Entry : Entry with { Body = batch.Buffer, IsRewritten = true }, Batch = batch, Plan = plan };
        }
    }

    /// <summary>What the writer's thread does between two groups, such as closing a segment.</summary>
    private readonly Channel<Action<SegmentKeeper>> _orders = Channel.CreateUnbounded<Action<SegmentKeeper>>(new() { SingleReader = true });

    /// <param name="plan">Under whose policy the batch is.</param>
    public Task<IntakeResult> WriteAsync(JournalEntry entry, Batch batch, StorePlan plan)
    {
        if (Interlocked.Add(ref _pendingBytes, entry.Body.Length) > _options.PendingBytes || _keeper.UnsealedBytes > 2 * _options.UnsealedBytes)
        {
            return Refuse(entry, IntakeStatus.Busy, "More data comes in than can be written.", RetryWhenBusy);
        }

        var answer = new TaskCompletionSource<IntakeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.Writer.TryWrite(new(entry, entry.Body.Length, batch, plan, answer))
            ? answer.Task
            : Refuse(entry, IntakeStatus.Unavailable, "The server is shutting down.", RetryWhenBroken);
    }

    /// <summary>Has the writer's thread do something with the segments when no group is being written.</summary>
    public void Order(Action<SegmentKeeper> order)
    {
        if (_orders.Writer.TryWrite(order))
        {
            _queue.Writer.TryWrite(default);
        }
    }

    /// <summary>Writes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private Task<IntakeResult> Refuse(JournalEntry entry, IntakeStatus status, string message, TimeSpan retryAfter)
    {
        Interlocked.Add(ref _pendingBytes, -entry.Body.Length);
        ((IDisposable)entry.Body).Dispose();
        return Task.FromResult(new IntakeResult(status, 0, message, retryAfter));
    }

    private async Task RunAsync()
    {
        var group = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            // Answers that come later slow a sender down more gently than refusals.
            if (_keeper.UnsealedBytes > _options.UnsealedBytes)
            {
                await _sealer.ProgressAsync(LongestPause);
            }

            while (group.Count < MaxGroup && _queue.Reader.TryRead(out var pending))
            {
                // An order wakes the loop with an empty place.
                if (pending.Entry is not null)
                {
                    group.Add(pending.Under(_keeper.Active.Plan));
                }
            }

            if (group.Count > 0)
            {
                Write(group);
                group.Clear();
            }

            while (_orders.Reader.TryRead(out var order))
            {
                order(_keeper);
            }

            _keeper.RotateIfFull();
        }
    }

    /// <summary>What has not come before, without data points that have.</summary>
    private List<Pending> News(List<Pending> group)
    {
        var (fresh, points, news) = (new HashSet<UInt128>(), new HashSet<(ulong, ulong)>(), new List<Pending>());
        for (var i = 0; i < group.Count; i++)
        {
            if (!_seen.Contains(group[i].Entry.Hash) && fresh.Add(group[i].Entry.Hash))
            {
                group[i] = WithoutRepeats(group[i], points);
                news.Add(group[i]);
            }
        }

        return news;
    }

    /// <param name="before">Data points of requests that are written together with this one.</param>
    private Pending WithoutRepeats(Pending pending, HashSet<(ulong, ulong)> before)
    {
        var deltas = pending.Summary.Deltas;
        if (deltas.Count == 0)
        {
            return pending;
        }

        var repeats = deltas.Where(d => before.Contains((d.Key, d.Time)) || _entries.Has(d)).ToList();
        before.UnionWith(deltas.Select(d => (d.Key, d.Time)));
        if (repeats.Count == 0)
        {
            return pending;
        }

        foreach (var service in repeats.GroupBy(d => d.Resource.Service))
        {
            pending.Summary.Notes.Add(service.Key, NoticeReason.Repeated, service.Count());
        }

        var batch = BatchRewriter.Without(pending.Batch, repeats.Select(d => d.Ordinal).ToHashSet());
        return pending with { Batch = batch, Entry = pending.Entry with { Body = batch.Buffer, IsRewritten = true } };
    }

    private void Write(List<Pending> group)
    {
        Interlocked.Add(ref _pendingBytes, -group.Sum(p => (long)p.Bytes));
        var news = News(group);
        var failure = TryAppend([.. news.Select(p => p.Entry)]);
        if (failure is null)
        {
            foreach (var pending in news)
            {
                _seen.Add(pending.Entry.Hash);
                _entries.Filter(pending.Summary, pending.Entry.ReceivedAt);
                _entries.Remember(pending.Summary, pending.Entry.ReceivedAt);
                _keeper.Active.Add(pending.Entry, pending.Summary);
            }

            _keeper.Acknowledge([.. news.Select(p => (p.Entry.ReceivedAt, (long)p.Summary.Records))]);
        }

        foreach (var pending in failure is null ? group.Except(news) : group)
        {
            // Stored before, or not at all: nobody will read this copy.
            ((IDisposable)pending.Entry.Body).Dispose();
        }

        foreach (var pending in group)
        {
            pending.Answer.SetResult(failure is null
                ? new(IntakeStatus.Accepted, pending.Summary.Rejected, pending.Summary.RejectedBecause)
                : new(IntakeStatus.Unavailable, 0, failure, RetryWhenBroken));
        }
    }

    /// <summary>Null when the disk has the entries, else what the sender is told.</summary>
    private string? TryAppend(IReadOnlyList<JournalEntry> entries)
    {
        try
        {
            var fault = _watch.Fault ?? (_keeper.Active.Journal.IsInPlace ? null : $"{_keeper.Active.Journal.Path} was deleted or replaced while the server ran.");
            if (fault is not null)
            {
                throw new IOException(fault);
            }

            // None when all of them came before: what is gone with its directory is acknowledged to nobody a second time either.
            if (entries.Count > 0)
            {
                _keeper.Active.Journal.Append(entries);
            }

            if (_isBroken)
            {
                _isBroken = false;
                _log.LogInformation("The journal can be written again");
            }

            return null;
        }
        catch (Exception e)
        {
            // Once: clients retry again and again, and a full disk needs no long log.
            if (!_isBroken)
            {
                _isBroken = true;
                _log.LogError(e, "The journal cannot be written, clients are told to retry: {Reason}", e.Message);
            }

            return $"The data cannot be stored now: {e.Message}";
        }
    }
}
