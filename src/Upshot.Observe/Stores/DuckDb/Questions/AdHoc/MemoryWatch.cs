namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Ends a worker as soon as all of them together have more memory than they may: one that only waits, else the largest. On a thread of its own, and by the
/// machine's clock whatever the server's is: it must not wait for the pool's threads, on which timers run, and memory grows in real time.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);

    // What a fast query takes between two looks.
    private const long Margin = 48L << 20;
    private readonly long _most;
    private readonly Func<IReadOnlyCollection<WorkerProcess>> _workers;
    private readonly ManualResetEventSlim _anyRuns = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private int _running;

    public MemoryWatch(int memoryMiB, Func<IReadOnlyCollection<WorkerProcess>> workers)
    {
        _most = ((long)memoryMiB << 20) - Margin;
        _workers = workers;
        _thread = new Thread(Watch) { IsBackground = true, Name = "memory of queries" };
        _thread.Start();
    }

    public void QuestionBegins()
    {
        if (Interlocked.Increment(ref _running) > 0)
        {
            _anyRuns.Set();
        }
    }

    public void QuestionEnds() => Interlocked.Decrement(ref _running);

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _end.Dispose();
        _anyRuns.Dispose();
    }

    private void Watch()
    {
        try
        {
            while (true)
            {
                _anyRuns.Wait(_end.Token);
                Look();
                _end.Token.WaitHandle.WaitOne(Every);
                if (Volatile.Read(ref _running) == 0)
                {
                    _anyRuns.Reset();
                    if (Volatile.Read(ref _running) > 0)
                    {
                        _anyRuns.Set();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Look()
    {
        var sizes = _workers().Select(worker => (Worker: worker, Bytes: worker.Resident, IsEnding: worker.EndedBecause is not null)).ToList();
        var all = sizes.Sum(s => s.Bytes);
        var ending = sizes.Where(s => s.IsEnding).Sum(s => s.Bytes);

        // One that was ended has its memory until the system has taken it back; that is waited for, but not while others fill what it leaves.
        if (all - ending > _most || all > _most + (Margin / 2))
        {
            sizes.Where(s => !s.IsEnding).OrderByDescending(s => (s.Worker.IsIdle, s.Bytes)).Select(s => s.Worker).FirstOrDefault()?.End(SqlErrors.TookTooMuchMemory);
        }
    }
}
