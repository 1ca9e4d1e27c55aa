using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Takes an answer as it comes. JSON: the columns as an array of names, rows as arrays with commas between them, in pieces that
/// may end anywhere.
/// </summary>
public interface IAnswerStream
{
    ValueTask ColumnsAsync(ReadOnlyMemory<byte> columns, CancellationToken cancellation);

    ValueTask RowsAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellation);
}

/// <summary>
/// Answers people's SQL in processes beside the server, so that no question can end, block or starve it. Each sees all
/// that had been acknowledged when it was asked.
/// </summary>
public sealed class AdHocQueries : IDisposable
{
    // A query that does not listen when its time is over is ended with its process.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);
    private const int MostSnapshots = 10;
    private readonly AdHocLimits _limits;
    private readonly AdHocSource _source;
    private readonly WorkerPool _pool;
    private readonly MemoryWatch _watch;
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _waiting;

    /// <param name="program">How this program is started as <see cref="QueryWorker"/>.</param>
    public AdHocQueries(TelemetryStore store, Func<ProcessStartInfo> program, AdHocLimits limits, TimeProvider time, ILogger log)
    {
        (_limits, _source, _time, _log) = (limits, store.AdHoc, time, log);
        _source.Clear();
        _pool = new WorkerPool(program, () => _source.Setup(limits), _source.IsPresent, limits, time, log);
        _watch = new MemoryWatch(limits.MemoryMiB, () => _pool.All);
        _places = new SemaphoreSlim(limits.Running);
    }

    /// <summary>Has a process ready before the first question.</summary>
    public Task WarmAsync() => _pool.WarmAsync();

    /// <exception cref="QueryException">The query is wrong, is refused, or reached a limit; what was streamed before is not the whole answer.</exception>
    /// <exception cref="QueriesBusyException">Others took all its time.</exception>
    /// <exception cref="StoreException">No process can be started.</exception>
    public async Task<QueryEnd> AnswerAsync(string sql, SqlLimits limits, IAnswerStream answer, CancellationToken cancellation)
    {
        var deadline = new Deadline(limits.Time, _time);
        await WaitAsync(limits.Time, cancellation);
        try
        {
            _watch.QuestionBegins();
            return await AskAsync(sql, limits, deadline, answer, cancellation);
        }
        finally
        {
            _watch.QuestionEnds();
            _places.Release();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _pool.Dispose();
        _places.Dispose();
    }

    private async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        if (_places.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > _limits.Waiting || !await _places.WaitAsync(atMost, cancellation))
            {
                throw new QueriesBusyException(FormattableString.Invariant($"{_limits.Running} queries run already, and none of them ended in the {atMost.TotalSeconds:0.#} seconds that this one may take. Ask again later."));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<QueryEnd> AskAsync(string sql, SqlLimits limits, Deadline deadline, IAnswerStream answer, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await AskOneAsync(sql, limits, deadline, answer, cancellation);
            }
            catch (EarlierQueryException)
            {
                // An earlier query may have left the process in a state that it did not show: asked again in another one, it is this query's doing.
            }
        }
    }

    private async Task<QueryEnd> AskOneAsync(string sql, SqlLimits limits, Deadline deadline, IAnswerStream answer, CancellationToken cancellation)
    {
        WorkerProcess worker;
        try
        {
            worker = await InTimeAsync(_pool.RentAsync(), late => _pool.Return(late, isSound: true), limits, deadline);
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            _log.LogWarning(e, "No process can be started that answers queries");
            throw new StoreException($"The query cannot be answered now: {e.Message}", e);
        }

        var isSound = false;
        try
        {
            for (var attempt = 0; attempt < MostSnapshots; attempt++)
            {
                using var snapshot = await InTimeAsync(Task.Run(() => TakeSnapshot(sql)), late => late.Dispose(), limits, deadline);
                var left = deadline.Left;
                worker.Ask(new(sql, limits.Rows, limits.Bytes, limits.Time.TotalSeconds, left.TotalSeconds, snapshot.Journals, snapshot.Tables));
                await using var ends = _time.CreateTimer(_ => worker.End(SqlErrors.TookTooLong(limits.Time)), null, left + Grace, Timeout.InfiniteTimeSpan);
                await using var leaves = cancellation.Register(() => worker.End("nobody waits for the answer any more"));

                // A client that reads slowly must not hold a place for longer than its time either.
                using var end = new CancellationTokenSource(left + Grace, _time);
                using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation, end.Token);
                try
                {
                    var answered = await ReadAsync(worker, answer, late.Token);
                    isSound = true;
                    if (answered is not null)
                    {
                        return answered;
                    }
                }
                catch (QueryException) when (worker.EndedBecause is null && worker.Resident > 0)
                {
                    isSound = true;
                    throw;
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    throw new QueryException(worker.EndedBecause ?? SqlErrors.TookTooLong(limits.Time));
                }

                isSound = false;
            }

            throw new StoreException("The query cannot be answered now: the files it needs are replaced faster than they are read. Ask again.");
        }
        finally
        {
            _pool.Return(worker, isSound && !cancellation.IsCancellationRequested);
        }
    }

    /// <summary>The start of a process and the first look at files are part of a query's time; what comes too late is put back.</summary>
    private static async Task<T> InTimeAsync<T>(Task<T> coming, Action<T> putBack, SqlLimits limits, Deadline deadline)
    {
        try
        {
            return await coming.WaitAsync(deadline.Left + Grace, deadline.Time);
        }
        catch (TimeoutException)
        {
            _ = coming.ContinueWith(late => putBack(late.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw new QueryException(SqlErrors.TookTooLong(limits.Time));
        }
    }

    private AdHocSnapshot TakeSnapshot(string sql)
    {
        try
        {
            return _source.Take(sql);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DuckDB.NET.Data.DuckDBException)
        {
            throw new StoreException($"The query cannot be answered now: {e.Message}", e);
        }
    }

    /// <summary>Null: the snapshot was gone before the worker could read it.</summary>
    private async Task<QueryEnd?> ReadAsync(WorkerProcess worker, IAnswerStream answer, CancellationToken cancellation)
    {
        var hasBegun = false;
        while (await worker.ReadAsync() is var (kind, content))
        {
            switch (kind)
            {
                case FrameKind.Columns:
                    hasBegun = true;
                    await answer.ColumnsAsync(content, cancellation);
                    break;
                case FrameKind.Rows:
                    await answer.RowsAsync(content, cancellation);
                    break;
                case FrameKind.End:
                    var end = WorkerJson.Read<WorkerEnd>(content);
                    return new(end.Rows, end.CutBecause);
                case FrameKind.Failure:
                    var failure = WorkerJson.Read<WorkerFailure>(content);
                    if (failure.IsBroken || failure.Message == SqlErrors.TookTooMuchMemory)
                    {
                        // What could not be allocated may still be in pieces all over its memory.
                        worker.End(failure.Message);
                        RefuseIfEarlier(worker, hasBegun);
                    }

                    throw new QueryException(failure.Message) { IsRefusal = failure.IsRefusal };
                case FrameKind.SnapshotGone:
                    return null;
                default:
                    throw new StoreException($"The process that answers queries said {kind}, which is not understood.");
            }
        }

        if (worker.EndedBecause is { } because)
        {
            throw new QueryException(because);
        }

        worker.End("it ended by itself");
        _log.LogWarning("A query ended the process that answered it: {Errors}", worker.Errors);
        RefuseIfEarlier(worker, hasBegun);
        throw new QueryException("The query ended the process that answered it, most likely for want of memory. The server and other queries go on. Narrow its time range, or ask for less at once.");
    }

    private static void RefuseIfEarlier(WorkerProcess worker, bool hasBegun)
    {
        if (worker.Questions > 1 && !hasBegun)
        {
            throw new EarlierQueryException();
        }
    }
}

/// <summary>The process had answered others before, and nothing of this answer has been streamed.</summary>
internal sealed class EarlierQueryException : Exception;

/// <param name="Rows">How many were streamed.</param>
/// <param name="CutBecause">Which limit ended the answer, as a sentence; null: it is whole.</param>
public sealed record QueryEnd(int Rows, string? CutBecause);
