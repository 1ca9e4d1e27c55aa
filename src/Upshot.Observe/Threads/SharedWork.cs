namespace Upshot.Observe.Threads;

/// <summary>Work that several may want at the same time, and that is then done once for all of them.</summary>
internal sealed class SharedWork<T>
{
    private Task<T>? _underWay;

    /// <summary>What came of it: of the work that is under way, where there is any.</summary>
    public T Run(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _underWay, done.Task, null) is { } other)
        {
            return other.GetAwaiter().GetResult();
        }

        try
        {
            var result = work();
            Volatile.Write(ref _underWay, null);
            done.SetResult(result);
            return result;
        }
        catch (Exception e)
        {
            Volatile.Write(ref _underWay, null);
            done.SetException(e);

            // Who does the work throws it; that nobody else waited is no fault.
            _ = done.Task.Exception;
            throw;
        }
    }
}
