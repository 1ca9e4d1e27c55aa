using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Policy.Bounds;

/// <summary>
/// Which values came today or yesterday: what comes again is admitted, what is new while there is room. So whoever sends many new
/// values does not push out those that were there before. For any number of threads.
/// </summary>
internal sealed class SeenValues
{
    /// <summary>About 40 MB; a limit beyond it holds at this many.</summary>
    public const int Most = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, int> _lastDays = [];
    private int _today;

    /// <param name="value">A hash that senders cannot aim at.</param>
    /// <param name="day">When it came, in days; never back.</param>
    public bool Admits(ulong value, int limit, int day)
    {
        lock (_gate)
        {
            if (day > _today)
            {
                _today = day;
                Forget();
            }

            ref var last = ref CollectionsMarshal.GetValueRefOrNullRef(_lastDays, value);
            if (!Unsafe.IsNullRef(ref last))
            {
                last = Math.Max(last, day);
                return true;
            }

            return _lastDays.Count < Math.Min(limit, Most) && _lastDays.TryAdd(value, day);
        }
    }

    private void Forget()
    {
        foreach (var (value, last) in _lastDays)
        {
            if (last < _today - 1)
            {
                _lastDays.Remove(value);
            }
        }
    }
}
