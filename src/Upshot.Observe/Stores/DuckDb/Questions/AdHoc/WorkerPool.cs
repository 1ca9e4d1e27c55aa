using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// The worker processes: one warm beyond those that are asked, so that a question need not wait for a start, and as many as run at once
/// while questions come.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // What a worker has when it has answered little; one that kept more makes room for a new one.
    private const long Lean = 176L << 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<WorkerProcess, byte> _all = new();
    private readonly ConcurrentStack<WorkerProcess> _idle = new();
    private readonly SemaphoreSlim _starting = new(1);
    private readonly Func<ProcessStartInfo> _program;
    private readonly Func<WorkerSetup> _setup;
    private readonly Func<WorkerSetup, bool> _isPresent;
    private readonly AdHocLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _quiet;
    private long _lastRent;
    private volatile bool _disposed;

    public WorkerPool(Func<ProcessStartInfo> program, Func<WorkerSetup> setup, Func<WorkerSetup, bool> isPresent, AdHocLimits limits, TimeProvider time, ILogger log)
    {
        (_program, _setup, _isPresent, _limits, _time, _log) = (program, setup, isPresent, limits, time, log);
        _quiet = time.CreateTimer(_ => LetGo(), null, Quiet, Quiet);
    }

    public IReadOnlyCollection<WorkerProcess> All => [.. _all.Keys];

    /// <summary>Starts one, if none waits to be asked.</summary>
    public async Task WarmAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_idle.IsEmpty && !_disposed)
            {
                Keep(await StartAsync());
            }
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            _log.LogDebug(e, "No process could be started ahead of the next query; it tries again, and says why not");
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task<WorkerProcess> RentAsync()
    {
        Volatile.Write(ref _lastRent, _time.GetTimestamp());
        while (_idle.TryPop(out var worker))
        {
            worker.IsIdle = false;
            if (worker.EndedBecause is null && worker.Resident > 0 && _isPresent(worker.Setup))
            {
                return worker;
            }

            // It was ended while it waited: by the watch, as the largest, or by somebody outside. Or it knows an earlier plan.
            Remove(worker);
        }

        return await StartAsync();
    }

    /// <param name="isSound">It has answered to the end, and can be asked again.</param>
    public void Return(WorkerProcess worker, bool isSound)
    {
        if (isSound && worker.Resident is > 0 and < Lean && (_idle.IsEmpty || HasRoom()))
        {
            Keep(worker);
            return;
        }

        Remove(worker);
        _ = WarmAsync();
    }

    public void Dispose()
    {
        _disposed = true;
        _quiet.Dispose();
        foreach (var worker in _all.Keys)
        {
            worker.Dispose();
        }
    }

    /// <summary>Idle ones must leave enough for a question that needs much.</summary>
    private bool HasRoom() => _idle.Count < _limits.Running && _all.Keys.Sum(w => w.Resident) < ((long)_limits.MemoryMiB << 20) * 5 / 8;

    /// <summary>When nobody has asked for a while, one is enough.</summary>
    private void LetGo()
    {
        while (_time.GetElapsedTime(Volatile.Read(ref _lastRent)) > Quiet && _idle.Count > 1 && _idle.TryPop(out var worker))
        {
            Remove(worker);
        }
    }

    /// <summary>Its memory counts until the system has taken it back; nobody waits for that.</summary>
    private void Remove(WorkerProcess worker)
    {
        worker.End("it is not needed any more");
        _ = Task.Run(async () =>
        {
            await worker.WaitForEndAsync(_time);
            _all.TryRemove(worker, out _);
            worker.Dispose();
        });
    }

    private void Keep(WorkerProcess worker)
    {
        worker.IsIdle = true;
        _idle.Push(worker);
        if (_disposed)
        {
            worker.Dispose();
        }
    }

    private async Task<WorkerProcess> StartAsync()
    {
        var worker = await WorkerProcess.StartAsync(_program(), _setup());
        _all[worker] = 0;
        if (_disposed)
        {
            worker.Dispose();
            throw new IOException("The server is stopping.");
        }

        return worker;
    }
}
