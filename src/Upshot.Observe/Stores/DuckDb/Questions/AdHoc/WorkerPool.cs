using System.Collections.Concurrent;
using System.Diagnostics;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>The worker processes: one warm beyond those that are asked, so that a question need not wait for a start.</summary>
internal sealed class WorkerPool(Func<ProcessStartInfo> program, Func<WorkerSetup> setup) : IDisposable
{
    // What a worker has when it has answered little; one that kept more makes room for a new one.
    private const long Lean = 176L << 20;
    private readonly ConcurrentDictionary<WorkerProcess, byte> _all = new();
    private readonly ConcurrentStack<WorkerProcess> _idle = new();
    private readonly SemaphoreSlim _starting = new(1);
    private volatile bool _disposed;

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
            // The next question tries again, and says why not.
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task<WorkerProcess> RentAsync()
    {
        while (_idle.TryPop(out var worker))
        {
            worker.IsIdle = false;
            if (worker.EndedBecause is null && worker.Resident > 0 && worker.Setup == setup())
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
        if (isSound && _idle.IsEmpty && worker.Resident is > 0 and < Lean)
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
        foreach (var worker in _all.Keys)
        {
            worker.Dispose();
        }
    }

    /// <summary>Its memory counts until the system has taken it back; nobody waits for that.</summary>
    private void Remove(WorkerProcess worker)
    {
        worker.End("it is not needed any more");
        _ = Task.Run(async () =>
        {
            await worker.WaitForEndAsync();
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
        var worker = await WorkerProcess.StartAsync(program(), setup());
        _all[worker] = 0;
        if (_disposed)
        {
            worker.Dispose();
            throw new IOException("The server is stopping.");
        }

        return worker;
    }
}
