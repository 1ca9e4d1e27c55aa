using Upshot.Decide.Budgets;
using Upshot.Evidence;

namespace Upshot.Decide.Silence;

/// <summary>
/// Requests do not always come one by one: a job runs at night, a queue is emptied every hour, a shop opens at half past eight. Between them as many are missed again and again,
/// by what is usual for the hour, as a silence misses, and then they come.
/// </summary>
internal static class UsualGaps
{
    /// <summary>So often within four weeks it is how they come; outages are fewer.</summary>
    private const int Repeated = 3;

    private const double Longer = 1.5;
    private static readonly TimeSpan s_past = TimeSpan.FromDays(28);

    /// <summary>As many requests a silence has to miss to be longer than gaps that ended by themselves; 0: there were no such gaps.</summary>
    /// <param name="missedIn">Requests that a gap missed, for how busy it was before; null: no more than chance takes away.</param>
    public static double MissedAtMost(CountSeries series, DateTimeOffset until, Func<TimeRange, double?> missedIn)
    {
        var missed = new List<double>();
        var last = (DateTimeOffset?)null;
        foreach (var (minute, count) in series.Minutes(new TimeRange(until - s_past, until)))
        {
            if (count.Total == 0)
            {
                continue;
            }

            if (last is { } before && minute - before > TrafficSilence.Shortest && missedIn(new TimeRange(before.AddMinutes(1), minute)) is { } sum)
            {
                missed.Add(sum);
            }

            last = minute;
        }

        return missed.Count < Repeated ? 0 : Longer * missed.OrderDescending().ElementAt(Repeated - 1);
    }
}
