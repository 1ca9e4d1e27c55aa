using Upshot.Observe.Receive;

namespace Upshot.Observe.Rollup;

/// <summary>
/// The entry spans of the last ten minutes, so that a collector which forms new batches of what it sends again makes no request count twice.
/// At most 62 MB: beyond that the oldest go, and are counted. Of one thread.
/// </summary>
internal sealed class RecentEntries(int capacity = RecentEntries.Most)
{
    public const int Most = 2_800_000;
    private static readonly TimeSpan s_remembered = TimeSpan.FromMinutes(10);

    // A ring of keys in the order they came, and chains of places in it by hash: newer before older.
    private ulong[] _keys = new ulong[Math.Min(1 << 12, capacity)];
    private int[] _times = new int[Math.Min(1 << 12, capacity)];
    private int[] _next = new int[Math.Min(1 << 12, capacity)];
    private int[] _heads = NewHeads(Math.Min(1 << 12, capacity));
    private int _oldest;
    private int _count;

    /// <summary>Takes those out of a batch's requests that came before, says so, and remembers the others.</summary>
    public void Filter(BatchSummary summary, DateTimeOffset receivedAt)
    {
        var now = (int)(receivedAt.ToUnixTimeMilliseconds() / 1000);
        Forget(now);
        var requests = summary.Requests;
        var kept = 0;
        for (var i = 0; i < requests.Count; i++)
        {
            if (Has(requests[i].Key))
            {
                summary.Notes.Add(requests[i].Resource.Service, NoticeReason.Repeated);
                continue;
            }

            if (Add(requests[i].Key, now))
            {
                summary.Notes.Add(requests[i].Resource.Service, NoticeReason.Forgotten);
            }

            if (kept != i)
            {
                requests[kept] = requests[i];
            }

            kept++;
        }

        requests.RemoveRange(kept, requests.Count - kept);
    }

    private bool Has(ulong key)
    {
        for (var place = _heads[Head(key)] - 1; place >= 0; place = _next[place] - 1)
        {
            if (_keys[place] == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether one had to go before its time.</returns>
    private bool Add(ulong key, int now)
    {
        if (_count == _keys.Length)
        {
            Grow();
        }

        var isFull = _count == _keys.Length;
        if (isFull)
        {
            Drop();
        }

        var place = (int)(((long)_oldest + _count) % _keys.Length);
        ref var head = ref _heads[Head(key)];
        (_keys[place], _times[place], _next[place]) = (key, now, head);
        head = place + 1;
        _count++;
        return isFull;
    }

    private void Forget(int now)
    {
        while (_count > 0 && now - _times[_oldest] > (int)s_remembered.TotalSeconds)
        {
            Drop();
        }
    }

    /// <summary>The oldest is the last of its chain.</summary>
    private void Drop()
    {
        ref var link = ref _heads[Head(_keys[_oldest])];
        while (link - 1 != _oldest)
        {
            link = ref _next[link - 1];
        }

        link = 0;
        _oldest = (_oldest + 1) % _keys.Length;
        _count--;
    }

    private void Grow()
    {
        var length = (int)Math.Min((long)_keys.Length * 2, capacity);
        if (length == _keys.Length)
        {
            return;
        }

        var (keys, times, oldest, count) = (_keys, _times, _oldest, _count);
        (_keys, _times, _next, _heads) = (new ulong[length], new int[length], new int[length], NewHeads(length));
        (_oldest, _count) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var place = (int)(((long)oldest + i) % keys.Length);
            Add(keys[place], times[place]);
        }
    }

    private int Head(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32) & (_heads.Length - 1);

    private static int[] NewHeads(int length) => new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 2))];
}
