namespace Upshot.Observe.Receive;

/// <summary>Counts what all receivers hold at once, and says no before memory does.</summary>
internal sealed class Admission(ReceiverLimits limits)
{
    private long _bytes;
    private int _requests;

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Requests => Volatile.Read(ref _requests);

    /// <returns>Null when there are too many requests already.</returns>
    public Admitted? Enter()
    {
        if (Interlocked.Increment(ref _requests) <= limits.MaxConcurrentRequests)
        {
            return new Admitted(this);
        }

        Interlocked.Decrement(ref _requests);
        return null;
    }

    private bool TryHold(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limits.MaxInFlightBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    private void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _requests);
    }

    /// <summary>One request's share; disposing gives it back.</summary>
    internal sealed class Admitted(Admission admission) : IDisposable
    {
        private long _held;

        /// <returns>False when all requests together would hold too much.</returns>
        public bool TryHold(long bytes)
        {
            if (!admission.TryHold(bytes))
            {
                return false;
            }

            _held += bytes;
            return true;
        }

        public void Dispose() => admission.Leave(_held);
    }
}
