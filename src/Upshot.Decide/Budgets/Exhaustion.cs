namespace Upshot.Decide.Budgets;

/// <summary>When a budget will be spent if traffic and failures go on as they are now.</summary>
internal static class Exhaustion
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Zero when it is spent already; null when it will not be: before the calendar period ends, or ever in a rolling window.</summary>
    public static TimeSpan? After(CountSeries series, BudgetPeriod period, double target, BurnRate current, double? expected = null)
    {
        var minutes = current.Range.Length / Minute;
        return After(series, period, target, current.Count.Bad / minutes, current.Count.Total / minutes, expected);
    }

    /// <param name="badPerMinute">That are to come.</param>
    public static TimeSpan? After(CountSeries series, BudgetPeriod period, double target, double badPerMinute, double totalPerMinute, double? expected)
    {
        var allowed = (double)BurnRate.Allowed(target);
        var count = series.Sum(period.SoFar);
        if (count.Bad > 0 && count.Bad >= BurnRate.Allowed(target) * (decimal)(expected ?? count.Total))
        {
            return TimeSpan.Zero;
        }

        if (badPerMinute == 0)
        {
            return null;
        }

        // What the budget left shrinks by in a minute, while nothing drops out of the window.
        // A budget of what is expected does not grow with what comes.
        var loss = badPerMinute - (expected is null ? allowed * totalPerMinute : 0);
        var left = (allowed * (expected ?? count.Total)) - count.Bad;
        return period.End is { } end
            ? Before(end - period.SoFar.To, left, loss)
            : Rolling(series, period, allowed, left, loss);
    }

    private static TimeSpan? Before(TimeSpan limit, double left, double loss)
    {
        if (loss <= 0)
        {
            return null;
        }

        var minutes = left / loss;
        return minutes <= limit / Minute ? Minute * minutes : null;
    }

    // Between two minutes that drop out the budget left changes evenly, so it can only end inside such a stretch or at its end.
    // After a whole window only the present is left: then it is spent or never will be.
    private static TimeSpan? Rolling(CountSeries series, BudgetPeriod period, double allowed, double left, double loss)
    {
        var passed = TimeSpan.Zero;
        foreach (var (minute, count) in series.Minutes(period.SoFar))
        {
            var drops = minute - period.SoFar.From;
            if (Before(drops - passed, left, loss) is { } rest)
            {
                return passed + rest;
            }

            left -= loss * ((drops - passed) / Minute);
            left += count.Bad - (allowed * count.Total);
            passed = drops;
            if (left <= 0)
            {
                return passed;
            }
        }

        return Before(period.Length - passed, left, loss) is { } last ? passed + last : null;
    }
}
