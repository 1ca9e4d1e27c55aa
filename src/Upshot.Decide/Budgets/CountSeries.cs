using Upshot.Evidence;

namespace Upshot.Decide.Budgets;

/// <summary>How many events, and how many of them failed their objective.</summary>
public readonly record struct EventCount(long Total, long Bad)
{
    public long Good => Total - Bad;

    /// <summary>What sampling by senders leaves open.</summary>
    public SamplingVariance Sampling { get; init; }

    /// <summary>
    /// As many as were observed: one failure that stands for a hundred is one. The effective number of failures, (Σw)²/Σw², and as many events beside them as came to be observed at their rate, so
    /// that the share stays what it is.
    /// </summary>
    /// <remarks>L. Kish, "Survey Sampling" (1965).</remarks>
    public EventCount Observed
    {
        get
        {
            // Without a failure nothing hangs on how many others there were.
            var design = Bad > 0 ? 1 + (Math.Max(0, Sampling.Bad) / Bad) : 1;
            return design == 1 ? new(Total, Bad) : new(Whole(Total / design), Whole(Bad / design));

            // What is whole but for the last bits of its arithmetic.
            static long Whole(double count) => (long)(count * (1 + 1e-12));
        }
    }

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

    // The largest weights of each minute: unlike sums they cannot be taken from one another. Null: nothing was sampled.
    private readonly (long Good, long Bad)[]? _weights;

    public CountSeries(IEnumerable<MinuteCount> rows)
    {
        MinuteCount[] sorted = [.. rows];
        if (!IsSorted(sorted))
        {
            Array.Sort(sorted, (a, b) => a.Minute.CompareTo(b.Minute));
        }

        var minutes = new List<long>(sorted.Length);
        var before = new List<EventCount>(sorted.Length + 1) { default };
        var weights = sorted.Any(r => !r.Sampling.IsNone) ? new List<(long Good, long Bad)>(sorted.Length) : null;
        var sum = default(EventCount);
        foreach (var row in sorted)
        {
            sum = new EventCount(sum.Total + row.Total, sum.Bad + row.Total - row.Good) { Sampling = sum.Sampling + row.Sampling };
            if (minutes.Count > 0 && minutes[^1] == row.Minute.UtcTicks)
            {
                before[^1] = sum;
                weights?[^1] = (Math.Max(weights[^1].Good, row.Sampling.GoodWeight), Math.Max(weights[^1].Bad, row.Sampling.BadWeight));
            }
            else
            {
                minutes.Add(row.Minute.UtcTicks);
                before.Add(sum);
                weights?.Add((row.Sampling.GoodWeight, row.Sampling.BadWeight));
            }
        }

        (_minutes, _before, _weights) = ([.. minutes], [.. before], weights?.ToArray());
    }

    public EventCount Sum(TimeRange range)
    {
        var first = Index(range.From);
        var end = Math.Max(first, Index(range.To));
        return Between(first, end);
    }

    /// <summary>The minutes of a range, in order, each once.</summary>
    public IEnumerable<(DateTimeOffset Minute, EventCount Count)> Minutes(TimeRange range)
    {
        for (var i = Index(range.From); i < Index(range.To); i++)
        {
            yield return (new DateTimeOffset(_minutes[i], TimeSpan.Zero), Between(i, i + 1));
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

    private EventCount Between(int first, int end)
    {
        var (from, to) = (_before[first], _before[end]);
        var count = new EventCount(to.Total - from.Total, to.Bad - from.Bad);
        if (_weights is null)
        {
            return count;
        }

        var largest = default((long Good, long Bad));
        foreach (var (good, bad) in _weights.AsSpan(first, end - first))
        {
            largest = (Math.Max(largest.Good, good), Math.Max(largest.Bad, bad));
        }

        return count with { Sampling = new(to.Sampling.Good - from.Sampling.Good, to.Sampling.Bad - from.Sampling.Bad, largest.Good, largest.Bad) };
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
