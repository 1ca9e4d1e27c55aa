using System.Runtime.InteropServices;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>
/// Sealed counts that questions have asked for, kept: sums of hours from a time on, and the minutes of single hours. They are exact: a seal adds its minutes, and
/// when counts are deleted or changed all is forgotten. What would not fit is asked of the catalog, each time.
/// </summary>
internal sealed class CountMemory(Catalog catalog, CountTable table)
{
    /// <summary>Sums that are kept, about a hundred bytes each.</summary>
    private const int MostSums = 250_000;

    /// <summary>Hours of which minutes are asked at once, and of which they are kept.</summary>
    private const int MostAsked = 32, MostKept = 96;

    /// <summary>A window of a month with what comes before it.</summary>
    private const int MostHours = 24 * 70, Attempts = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<CountedName, Dictionary<(string Environment, long Hour), CountSum>> _hours = [];
    private readonly Dictionary<long, Dictionary<CountedName, List<CountedPart>>> _minutes = [];
    private readonly Queue<long> _order = new();
    private long _changes, _hoursFrom = long.MaxValue, _minutesKept, _hoursKept;

    /// <summary>Up to which segment everything that is kept is whole; null: nothing is.</summary>
    private long? _upTo;

    /// <param name="asked">Of an environment; null: of all.</param>
    /// <returns>By the place of what was asked, one for each minute and for each hour that is told as one, in order of time; null: ask the catalog.</returns>
    public IReadOnlyList<IReadOnlyList<CountSum>>? Of(Snapshot snapshot, HourParts parts, IReadOnlyList<(CountedName Name, string? Environment)> asked, CancellationToken cancellation)
    {
        var upTo = snapshot.FirstUnsealed - 1;
        List<long> minutes = [.. parts.Minutes.SelectMany(HoursIn).Distinct().Take(MostAsked + 1)];
        var hours = parts.Hours.Count > 0 ? parts.Hours[0].From : long.MaxValue;
        if (snapshot.Segments.Count == 0 || minutes.Count > MostAsked || parts.Hours.Sum(p => (p.To - p.From) / CountedHours.Nanos) > MostHours)
        {
            return null;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            Wanted wanted;
            lock (_gate)
            {
                if (_changes != catalog.CountChanges || _hoursKept + _minutesKept > MostSums)
                {
                    Clear();
                }

                _upTo ??= upTo;
                if (_upTo > upTo)
                {
                    // Somebody asked after a seal that this question does not see.
                    return null;
                }

                wanted = new(_changes, _upTo.Value, hours < _hoursFrom ? hours : null, _hoursFrom, [.. minutes.Where(h => !_minutes.ContainsKey(h))]);
                if (wanted.IsNothing(upTo))
                {
                    var told = new CountTold(parts, asked, table, snapshot);
                    return told.Of(_hours, _minutes, minutes);
                }
            }

            if (!Take(wanted, upTo))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Nobody waits here for a database.</summary>
    /// <returns>False: there is more than is kept.</returns>
    private bool Take(Wanted wanted, long upTo)
    {
        var added = wanted.UpTo < upTo ? table.ReadMinutes(catalog, $"generation > {wanted.UpTo} AND generation <= {upTo}") : [];
        var hours = wanted.HoursFrom is { } first ? table.ReadHours(catalog, $"generation <= {upTo} AND hour >= {Sql.Time(first)}{(wanted.HoursTo == long.MaxValue ? "" : $" AND hour < {Sql.Time(wanted.HoursTo)}")}") : [];
        var minutes = wanted.Minutes.ToDictionary(hour => hour, _ => new List<CountedPart>());
        foreach (var (from, to) in Runs(wanted.Minutes))
        {
            foreach (var part in table.ReadMinutes(catalog, $"generation <= {upTo} AND minute >= {Sql.Time(from)} AND minute < {Sql.Time(to)}"))
            {
                minutes[HourOf(part)].Add(part);
            }
        }

        if (hours.Count + minutes.Values.Sum(m => m.Count) > MostSums)
        {
            return false;
        }

        lock (_gate)
        {
            if (wanted.Changes != catalog.CountChanges || wanted.Changes != _changes || wanted.UpTo != _upTo || wanted.HoursTo != _hoursFrom)
            {
                // Another question was faster, or counts changed: what was read is of no use.
                return true;
            }

            foreach (var part in added)
            {
                if (HourOf(part) >= _hoursFrom)
                {
                    AddHour(part);
                }

                if (_minutes.TryGetValue(HourOf(part), out var kept))
                {
                    AddMinute(kept, part);
                }
            }

            foreach (var part in hours)
            {
                AddHour(part);
            }

            (_upTo, _hoursFrom) = (upTo, wanted.HoursFrom ?? _hoursFrom);
            foreach (var (hour, counted) in minutes)
            {
                AddMinutes(hour, counted);
            }

            return true;
        }
    }

    private void AddHour(CountedPart part)
    {
        if (!_hours.TryGetValue(part.Name, out var sums))
        {
            _hours[part.Name] = sums = [];
        }

        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (part.Environment, HourOf(part)), out var isThere);
        sum = isThere ? sum + part.Sum : part.Sum;
        _hoursKept += isThere ? 0 : 1;
    }

    private void AddMinutes(long hour, IReadOnlyList<CountedPart> counted)
    {
        if (!_minutes.TryAdd(hour, []))
        {
            return;
        }

        foreach (var part in counted)
        {
            AddMinute(_minutes[hour], part);
        }

        _order.Enqueue(hour);
        if (_order.Count > MostKept && _minutes.Remove(_order.Dequeue(), out var gone))
        {
            _minutesKept -= gone.Values.Sum(g => g.Count);
        }
    }

    private void AddMinute(Dictionary<CountedName, List<CountedPart>> into, CountedPart part)
    {
        if (!into.TryGetValue(part.Name, out var parts))
        {
            into[part.Name] = parts = [];
        }

        parts.Add(part);
        _minutesKept++;
    }

    private void Clear()
    {
        _hours.Clear();
        _minutes.Clear();
        _order.Clear();
        (_changes, _hoursFrom, _upTo, _hoursKept, _minutesKept) = (catalog.CountChanges, long.MaxValue, null, 0, 0);
    }

    /// <summary>Hours that follow each other, as one: a statement for all of them.</summary>
    private static List<(long From, long To)> Runs(IReadOnlyList<long> hours)
    {
        var runs = new List<(long From, long To)>();
        foreach (var hour in hours.Order())
        {
            if (runs.Count > 0 && runs[^1].To == hour)
            {
                runs[^1] = (runs[^1].From, hour + CountedHours.Nanos);
            }
            else
            {
                runs.Add((hour, hour + CountedHours.Nanos));
            }
        }

        return runs;
    }

    private static long HourOf(CountedPart part) => part.Sum.First / CountedHours.Nanos * CountedHours.Nanos;

    private static IEnumerable<long> HoursIn((long From, long To) part)
    {
        for (var hour = part.From / CountedHours.Nanos * CountedHours.Nanos; hour < part.To; hour += CountedHours.Nanos)
        {
            yield return hour;
        }
    }

    /// <summary>What a question needs and is not kept, and what was kept when it was looked for.</summary>
    /// <param name="HoursFrom">Null: none.</param>
    /// <param name="HoursTo">From where on hours are kept.</param>
    /// <param name="Minutes">Hours.</param>
    private sealed record Wanted(long Changes, long UpTo, long? HoursFrom, long HoursTo, IReadOnlyList<long> Minutes)
    {
        public bool IsNothing(long upTo) => UpTo == upTo && HoursFrom is null && Minutes.Count == 0;
    }
}
