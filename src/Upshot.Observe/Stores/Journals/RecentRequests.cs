namespace Upshot.Observe.Stores.Journals;

/// <summary>The hashes of the most recent bodies, so that a request sent again is stored once. Bounded: the oldest is forgotten.</summary>
internal sealed class RecentRequests(int capacity = 262_144)
{
    private readonly HashSet<UInt128> _hashes = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>How many it remembers.</summary>
    public int Capacity => capacity;

    /// <summary>False when it is known already.</summary>
    public bool Add(UInt128 hash)
    {
        if (!_hashes.Add(hash))
        {
            return false;
        }

        _order.Enqueue(hash);
        if (_order.Count > capacity)
        {
            _hashes.Remove(_order.Dequeue());
        }

        return true;
    }

    public bool Contains(UInt128 hash) => _hashes.Contains(hash);
}
