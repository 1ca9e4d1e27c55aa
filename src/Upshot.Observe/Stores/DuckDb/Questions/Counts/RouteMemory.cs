namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>
/// Sealed requests of routes with their latencies, kept by the hour for some days and by the day for all time, so that what a question costs does not grow with
/// the minutes behind it. They are exact: a seal adds its minutes, and when counts are deleted or changed all is forgotten.
/// </summary>
internal sealed class RouteMemory(Catalog catalog)
{
    private const long Hour = CountedHours.Nanos, Day = 24 * Hour;

    /// <summary>Hours that are kept, the latest: ranges of a week begin at one of them.</summary>
    private const int MostHours = 8 * 24;

    /// <summary>With more than that nothing is kept, and the catalog is asked each time.</summary>
    private const long MostBytes = 16 << 20;

    private const int Attempts = 3;
    private readonly Lock _gate = new();
    private RouteTier _hours = new(Hour), _days = new(Day);
    private long _changes, _hoursFrom;
    private bool _isTooMuch;

    /// <summary>Up to which segment everything is kept; null: nothing is.</summary>
    private long? _upTo;

    /// <param name="hours">Ranges of whole hours, Unix nanoseconds.</param>
    /// <param name="left">Of them those that are not kept by the hour any more, of which the catalog must be asked.</param>
    /// <returns>Null: the catalog must be asked all of it.</returns>
    public Dictionary<RouteName, RouteSum>? Of(Snapshot snapshot, IReadOnlyList<(long From, long To)> hours, out IReadOnlyList<(long From, long To)> left, CancellationToken cancellation)
    {
        left = [];
        var upTo = snapshot.FirstUnsealed - 1;
        for (var attempt = 0; hours.Count > 0 && snapshot.Segments.Count > 0 && attempt < Attempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            (long Changes, long? UpTo) known;
            lock (_gate)
            {
                if (_changes != catalog.CountChanges)
                {
                    Clear();
                }

                if (_isTooMuch || _upTo > upTo)
                {
                    // Somebody asked after a seal that this question does not see.
                    return null;
                }

                if (_upTo == upTo)
                {
                    return Told(hours, out left);
                }

                known = (_changes, _upTo);
            }

            Take(known, upTo, cancellation);
        }

        return null;
    }

    private Dictionary<RouteName, RouteSum> Told(IReadOnlyList<(long From, long To)> hours, out IReadOnlyList<(long From, long To)> left)
    {
        var sums = new Dictionary<RouteName, RouteSum>();
        var asked = new List<(long From, long To)>();
        foreach (var (from, to) in hours)
        {
            // Whole days in the middle, hours at both ends; where hours are not kept the catalog has them.
            var (first, end) = (_days.PieceOf(from + Day - 1), _days.PieceOf(to));
            if (first >= end)
            {
                ByHour(from, to);
                continue;
            }

            ByHour(from, first);
            _days.AddTo(sums, first, end);
            ByHour(end, to);
        }

        left = asked;
        return sums;

        void ByHour(long from, long to)
        {
            if (from < Math.Min(to, _hoursFrom))
            {
                asked.Add((from, Math.Min(to, _hoursFrom)));
            }

            _hours.AddTo(sums, Math.Max(from, _hoursFrom), to);
        }
    }

    /// <summary>Nobody waits here for a database.</summary>
    private void Take((long Changes, long? UpTo) known, long upTo, CancellationToken cancellation)
    {
        var sealedBefore = known.UpTo is { } last ? $" AND generation > {last}" : "";
        var hours = RouteRows.ByHour(catalog, $"generation <= {upTo}{sealedBefore}", MostBytes, cancellation);
        lock (_gate)
        {
            if (known.Changes != catalog.CountChanges || known.Changes != _changes || known.UpTo != _upTo)
            {
                // Another question was faster, or counts changed: what was read is of no use.
                return;
            }

            foreach (var (hour, name, part) in hours ?? [])
            {
                if (hour >= _hoursFrom)
                {
                    _hours.Add(hour, name, part);
                }

                _days.Add(_days.PieceOf(hour), name, part);
            }

            _hoursFrom = _hours.KeepLatest(MostHours) ?? _hoursFrom;
            _upTo = upTo;
            if (hours is null || _hours.Size + _days.Size > MostBytes)
            {
                Clear();
                _isTooMuch = true;
            }
        }
    }

    private void Clear()
    {
        (_hours, _days) = (new(Hour), new(Day));
        (_changes, _hoursFrom, _upTo, _isTooMuch) = (catalog.CountChanges, long.MinValue, null, false);
    }
}
