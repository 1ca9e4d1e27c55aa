using Upshot.Observe.Receive;

namespace Upshot.Observe.Rollup;

/// <summary>
/// The entry spans and delta points of the last ten minutes, so that a collector which forms new batches of what it sends again makes nothing count twice.
/// At most 64 MB: beyond that the oldest go, and are counted. Of one thread.
/// </summary>
internal sealed class RecentEntries(int capacity = RecentEntries.Most)
{
    public const int Most = 1_900_000;

    // Strangers choose ids: nobody makes the search long.
    private const int LongestChain = 64;

    // No time that a record can have.
    private const ulong Never = ulong.MaxValue;
    private static readonly TimeSpan s_remembered = TimeSpan.FromMinutes(10);

    // A ring of keys in the order they came, and chains of places in it by hash: newer before older.
    private ulong[] _keys = new ulong[Math.Min(1 << 12, capacity)];
    private ulong[] _starts = new ulong[Math.Min(1 << 12, capacity)];
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
            var (key, start) = (requests[i].Key, (ulong)requests[i].StartNanos);
            var (has, hasOther, mayAdd) = Find(key, start);
            if (has)
            {
                summary.Notes.Add(requests[i].Resource.Service, NoticeReason.Repeated);
                continue;
            }

            if (hasOther)
            {
                // Tries of one call may share an id; whether they do or a sender repeats itself, nobody can tell here.
                summary.Notes.Add(requests[i].Resource.Service, NoticeReason.SameIds);
            }

            if (!mayAdd || Add(key, start, now))
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

    /// <summary>Whether a data point came before.</summary>
    public bool Has(in DeltaPoint point) => Find(point.Key, point.Time).Has;

    /// <summary>Remembers the data points of a batch that is stored.</summary>
    public void Remember(BatchSummary summary, DateTimeOffset receivedAt)
    {
        var now = (int)(receivedAt.ToUnixTimeMilliseconds() / 1000);
        Forget(now);
        foreach (var point in summary.Deltas)
        {
            var (has, _, mayAdd) = Find(point.Key, point.Time);
            if (!has && (!mayAdd || Add(point.Key, point.Time, now)))
            {
                summary.Notes.Add(point.Resource.Service, NoticeReason.Forgotten);
            }
        }
    }

    /// <summary>A batch whose entry spans and data points were remembered is not stored after all: when they come again they are new.</summary>
    public void Forget(BatchSummary summary)
    {
        foreach (var (key, start) in summary.Requests.Select(r => (r.Key, (ulong)r.StartNanos)).Concat(summary.Deltas.Select(d => (d.Key, d.Time))))
        {
            for (var place = _heads[Head(key)] - 1; place >= 0; place = _next[place] - 1)
            {
                if (_keys[place] == key && _starts[place] == start)
                {
                    _starts[place] = Never;
                }
            }
        }
    }

    /// <summary>Whether it is there, whether one of other start is, and whether there is room for it in its chain.</summary>
    private (bool Has, bool HasOther, bool MayAdd) Find(ulong key, ulong start)
    {
        var (hasOther, length) = (false, 0);
        for (var place = _heads[Head(key)] - 1; place >= 0; place = _next[place] - 1)
        {
            if (++length == LongestChain)
            {
                return (false, hasOther, false);
            }

            if (_keys[place] == key)
            {
                if (_starts[place] == start)
                {
                    return (true, hasOther, false);
                }

                hasOther = true;
            }
        }

        return (false, hasOther, true);
    }

    /// <returns>Whether one had to go before its time.</returns>
    private bool Add(ulong key, ulong start, int now)
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
        (_keys[place], _starts[place], _times[place], _next[place]) = (key, start, now, head);
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

        var (keys, starts, times, oldest, count) = (_keys, _starts, _times, _oldest, _count);
        (_keys, _starts, _times, _next, _heads) = (new ulong[length], new ulong[length], new int[length], new int[length], NewHeads(length));
        (_oldest, _count) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var place = (int)(((long)oldest + i) % keys.Length);
            Add(keys[place], starts[place], times[place]);
        }
    }

    private int Head(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32) & (_heads.Length - 1);

    private static int[] NewHeads(int length) => new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 2))];
}
