namespace Upshot.Instrument.Health;

/// <summary>What became of the items of one kind (traces, metrics, logs). Counted from many threads.</summary>
internal sealed class ExportCounts(TimeProvider time)
{
    private long _taken;
    private long _exported;
    private long _failed;
    private long _dropped;
    private long _waiting;
    private long _lastSuccess;
    private long _lastFailure;
    private long _lastDrop;
    private long _firstWaiting;
    private int _isFailing;

    /// <summary>Is told when exports begin to fail (true), and when they work again (false); not of each.</summary>
    public Action<bool>? Failing { get; set; }

    /// <summary>Counts an item into a queue of at most <paramref name="most"/>; false: the queue is full, and the item is dropped.</summary>
    public bool TryTake(int most)
    {
        Interlocked.Increment(ref _taken);
        var waiting = Interlocked.Increment(ref _waiting);
        if (waiting <= most)
        {
            if (waiting == 1)
            {
                Volatile.Write(ref _firstWaiting, Now());
            }

            return true;
        }

        Interlocked.Decrement(ref _waiting);
        Interlocked.Increment(ref _dropped);
        Volatile.Write(ref _lastDrop, Now());
        return false;
    }

    /// <summary>Items that are collected rather than queued.</summary>
    public void Taken(long count)
    {
        Interlocked.Add(ref _taken, count);
        Interlocked.Add(ref _waiting, count);
        Volatile.Write(ref _firstWaiting, Now());
    }

    public void HandedOver(long count) => Interlocked.Add(ref _waiting, -count);

    public void Ended(long count, bool success)
    {
        Interlocked.Add(ref success ? ref _exported : ref _failed, count);
        Volatile.Write(ref success ? ref _lastSuccess : ref _lastFailure, Now());
        Volatile.Write(ref _firstWaiting, Now());
        if (Interlocked.Exchange(ref _isFailing, success ? 0 : 1) != (success ? 0 : 1))
        {
            Failing?.Invoke(!success);
        }
    }

    public ExportReport Report() => new(
        Interlocked.Read(ref _taken), Interlocked.Read(ref _exported), Interlocked.Read(ref _failed), Interlocked.Read(ref _dropped), Math.Max(0, Interlocked.Read(ref _waiting)),
        At(ref _lastSuccess), At(ref _lastFailure), At(ref _lastDrop), Interlocked.Read(ref _waiting) > 0 ? At(ref _firstWaiting) : null);

    private long Now() => time.GetUtcNow().UtcTicks;

    private static DateTimeOffset? At(ref long ticks) => Volatile.Read(ref ticks) is > 0 and var at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
}
