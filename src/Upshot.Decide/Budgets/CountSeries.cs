using Upshot.Evidence;

namespace Upshot.Decide.Budgets;

/// <summary>How many events, and how many of them failed their objective.</summary>
public readonly record struct EventCount(long Total, long Bad)
{
    public long Good => Total - Bad;

    /// <summary>Share of failed events; null without events.</summary>
    public double? BadRatio => Total == 0 ? null : (double)Bad / Total;
}

/// <summary>
/// Minute counts, ready to be summed over any range. Rows may come in any order and several for one minute (late data adds
/// rows). A minute belongs to a range when its start does.
/// </summary>
public sealed class CountSeries
{
    private readonly long[] _minutes;
    private readonly EventCount[] _before;

    public CountSeries(IEnumerable<MinuteCount> rows)
    {
        MinuteCount[] sorted = [.. rows];
        if (!IsSorted(sorted))
        {
            Array.Sort(sorted, (a, b) => a.Minute.CompareTo(b.Minute));
        }

        var minutes = new List<long>(sorted.Length);
        var before = new List<EventCount>(sorted.Length + 1) { default };
        var sum = default(EventCount);
        foreach (var row in sorted)
        {
            sum = new EventCount(sum.Total + row.Total, sum.Bad + row.Total - row.Good);
            if (minutes.Count > 0 && minutes[^1] == row.Minute.UtcTicks)
            {
                before[^1] = sum;
            }
            else
            {
                minutes.Add(row.Minute.UtcTicks);
                before.Add(sum);
            }
        }

        (_minutes, _before) = ([.. minutes], [.. before]);
    }

    public EventCount Sum(TimeRange range)
    {
        var (from, to) = (_before[Index(range.From)], _before[Math.Max(Index(range.From), Index(range.To))]);
        return new EventCount(to.Total - from.Total, to.Bad - from.Bad);
    }

    /// <summary>The minutes of a range, in order, each once.</summary>
    public IEnumerable<(DateTimeOffset Minute, EventCount Count)> Minutes(TimeRange range)
    {
        for (var i = Index(range.From); i < Index(range.To); i++)
        {
            yield return (new DateTimeOffset(_minutes[i], TimeSpan.Zero), new EventCount(_before[i + 1].Total - _before[i].Total, _before[i + 1].Bad - _before[i].Bad));
        }
    }

    /// <summary>The first minute with an event; null without any.</summary>
    public DateTimeOffset? First => _minutes.Length > 0 ? new DateTimeOffset(_minutes[0], TimeSpan.Zero) : null;

    /// <summary>The last minute with an event that begins before a time; null: there is none.</summary>
    public DateTimeOffset? LastBefore(DateTimeOffset time)
    {
        for (var i = Index(time) - 1; i >= 0; i--)
        {
            if (_before[i + 1].Total > _before[i].Total)
            {
                return new DateTimeOffset(_minutes[i], TimeSpan.Zero);
            }
        }

        return null;
    }

    // The first minute that starts at or after a time.
    private int Index(DateTimeOffset time)
    {
        var found = Array.BinarySearch(_minutes, time.UtcTicks);
        return found >= 0 ? found : ~found;
    }

    private static bool IsSorted(MinuteCount[] rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Minute < rows[i - 1].Minute)
            {
                return false;
            }
        }

        return true;
    }
}
