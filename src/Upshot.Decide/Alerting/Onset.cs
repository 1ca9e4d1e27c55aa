using Upshot.Decide.Budgets;
using Upshot.Evidence;

namespace Upshot.Decide.Alerting;

/// <summary>When failures began: the minute after which the share of bad events is best told apart from the share before it.</summary>
public static class Onset
{
    /// <summary>The minute that makes both sides most likely (binomial, two shares); null where nothing failed.</summary>
    /// <param name="range">Where to look; it should begin some time before the trouble.</param>
    public static DateTimeOffset? Of(CountSeries series, TimeRange range)
    {
        var minutes = series.Minutes(range).ToList();
        var all = minutes.Aggregate(default(EventCount), (sum, m) => new EventCount(sum.Total + m.Count.Total, sum.Bad + m.Count.Bad));
        if (all.Bad == 0)
        {
            return null;
        }

        var (before, best, found) = (default(EventCount), double.NegativeInfinity, (DateTimeOffset?)null);
        foreach (var (minute, count) in minutes)
        {
            var after = new EventCount(all.Total - before.Total, all.Bad - before.Bad);
            if (count.Bad > 0 && after.BadRatio >= (before.BadRatio ?? 0))
            {
                var likelihood = LogLikelihood(before) + LogLikelihood(after);
                // Of minutes that say as much the first one counts, whatever rounding makes of them.
                if (likelihood > best + 1e-6)
                {
                    (best, found) = (likelihood, minute);
                }
            }

            before = new EventCount(before.Total + count.Total, before.Bad + count.Bad);
        }

        return found;
    }

    /// <summary>When the trouble was over: the first minute of the calm side; the end of the range where failures go on to it.</summary>
    /// <param name="range">From the minute in which it began.</param>
    public static DateTimeOffset EndOf(CountSeries series, TimeRange range)
    {
        var minutes = series.Minutes(range).ToList();
        var all = minutes.Aggregate(default(EventCount), (sum, m) => new EventCount(sum.Total + m.Count.Total, sum.Bad + m.Count.Bad));
        var (before, found) = (default(EventCount), range.To);
        // One share for all of it is what a second one has to beat, by more than chance gives.
        var best = LogLikelihood(all) + 3;
        foreach (var (minute, count) in minutes)
        {
            var after = new EventCount(all.Total - before.Total, all.Bad - before.Bad);
            if (before.Total > 0 && after.BadRatio < before.BadRatio && LogLikelihood(before) + LogLikelihood(after) is var likelihood && likelihood > best + 1e-6)
            {
                (best, found) = (likelihood, minute);
            }

            before = new EventCount(before.Total + count.Total, before.Bad + count.Bad);
        }

        return found;
    }

    private static double LogLikelihood(EventCount count) => Term(count.Bad, count.Total) + Term(count.Good, count.Total);

    private static double Term(long part, long whole) => part == 0 ? 0 : part * Math.Log((double)part / whole);
}
