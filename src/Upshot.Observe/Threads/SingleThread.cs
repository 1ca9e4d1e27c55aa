using System.Collections.Concurrent;

namespace Upshot.Observe.Threads;

/// <summary>A thread that does what it is given, one after the other, in the order in which it was given.</summary>
/// <remarks>
/// For what only one may use at a time, such as a connection to a database: it belongs to the thread, and whoever needs something of it waits for an answer. Nobody holds a
/// lock while the database works.
/// </remarks>
internal sealed class SingleThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private int _isDisposed;

    public SingleThread(string name)
    {
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Returns when it is done. Asked by what it does already, it is done at once, as a part of that.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended, or is ending.</exception>
    public T Run<T>(Func<T> work)
    {
        if (Thread.CurrentThread == _thread)
        {
            return work();
        }

        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException($"The thread {_thread.Name} has ended.", e);
        }

        return done.Task.GetAwaiter().GetResult();
    }

    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>What was given before is done still.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
