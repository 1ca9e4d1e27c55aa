using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Outcomes;

/// <summary>
/// Minutes of an objective about an outcome: of the requests of each so many came to it. What is counted says no request; it belongs to those of its own minute, and where these
/// are all told for, to those of the two before, for it is written down when a request ends and sent a while later. More than there were requests are no requests.
/// </summary>
public static class OutcomeCounts
{
    /// <summary>So many minutes after a request what it came to may be counted.</summary>
    public const int Later = 2;

    /// <param name="requests">By minute, and so many minutes before <paramref name="range"/> as may matter.</param>
    /// <param name="came">By minute, up to <see cref="Later"/> minutes after <paramref name="range"/>.</param>
    /// <param name="range">The minutes to be told.</param>
    public static IReadOnlyList<CountedMinute> Of(Objective objective, string environment, IReadOnlyList<MinuteCount> requests, IReadOnlyList<SignalStep> came, TimeRange range)
    {
        var open = new Dictionary<DateTimeOffset, long>(requests.Count);
        foreach (var minute in requests)
        {
            open[minute.Minute] = open.GetValueOrDefault(minute.Minute) + minute.Total;
        }

        var good = new Dictionary<DateTimeOffset, long>(open.Count);
        foreach (var step in came.OrderBy(s => s.At))
        {
            // Weights of sampled spans are no whole numbers.
            var left = (long)Math.Clamp(Math.Round(step.Count), 0, long.MaxValue / 2);
            for (var back = 0; back <= Later && left > 0; back++)
            {
                var minute = step.At - (back * TimeSteps.Minute);
                var taken = Math.Min(left, open.GetValueOrDefault(minute));
                if (taken > 0)
                {
                    (open[minute], good[minute], left) = (open[minute] - taken, good.GetValueOrDefault(minute) + taken, left - taken);
                }
            }
        }

        var isHarm = objective.Outcome!.Direction == "down";
        return [.. open.Keys.Where(m => m >= range.From && m < range.To).Order().Select(m => Counted(m, good.GetValueOrDefault(m), open[m])).Where(m => m.Total > 0)];

        CountedMinute Counted(DateTimeOffset minute, long with, long without) => new(minute, "", environment, isHarm ? without : with, with + without);
    }
    /// <summary>What all of them have beyond some that are told apart.</summary>
    public static IReadOnlyList<CountedMinute> Rest(IReadOnlyList<CountedMinute> all, IReadOnlyList<CountedMinute> apart)
    {
        var known = apart.GroupBy(m => m.Minute).ToDictionary(g => g.Key, g => (Good: g.Sum(m => m.Good), Total: g.Sum(m => m.Total)));
        return [.. all.Select(m => known.TryGetValue(m.Minute, out var k) ? Left(m, k.Good, k.Total) : m).Where(m => m.Total > 0)];

        static CountedMinute Left(CountedMinute m, long good, long total) => m with { Total = Math.Max(0, m.Total - total), Good = Math.Clamp(m.Good - good, 0, Math.Max(0, m.Total - total)) };
    }
}
