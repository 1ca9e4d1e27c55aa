namespace Upshot.Decide.Comparison.LikeWindows;

/// <summary>
/// Working days and weekends have curves of their own. Days of the candidate's own part of the week are its like days where there are enough; with fewer all days
/// are taken, and what the two parts differ by is added to the variance.
/// </summary>
internal static class PartOfWeek
{
    public static bool IsWeekend(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>The same hour of an earlier day, by the clocks of a zone: also across the night in which they change.</summary>
    public static DateTimeOffset DaysBefore(DateTimeOffset time, int days, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone).DateTime.AddDays(-days);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>Without the days of the other part.</summary>
    public static SlotDays Own(SlotDays slot)
    {
        int[] own = [.. Enumerable.Range(0, slot.After.Count).Where(k => !slot.IsOtherPart[k])];
        return new SlotDays([.. own.Select(k => slot.After[k])], [.. own.Select(k => slot.Before[k])]);
    }

    /// <summary>
    /// The variance that days of the other part add to the mean they are taken into: the squared difference of the two parts after the covariates, less what chance makes
    /// of it, times the squared share that the other part has in the mean. The greater of that of the candidate's slot and that of all slots.
    /// </summary>
    /// <param name="residual">Variance of a day around its part's mean.</param>
    public static double Variance(IReadOnlyList<SlotDays> slots, int today, double[] slope, double residual)
    {
        var own = Excess(slots[today], slope, residual);
        var (sum, n) = (0.0, 0);
        foreach (var slot in slots)
        {
            (sum, n) = Excess(slot, slope, residual) is { } excess ? (sum + excess, n + 1) : (sum, n);
        }

        var share = slots[today].IsOtherPart.Count(o => o) / (double)Math.Max(1, slots[today].IsOtherPart.Count);
        return share * share * Math.Max(0, Math.Max(own ?? 0, n > 0 ? sum / n : 0));
    }

    /// <summary>Null where a slot has days of one part alone.</summary>
    private static double? Excess(SlotDays slot, double[] slope, double residual)
    {
        var (own, other) = (Of(slot, slope, other: false), Of(slot, slope, other: true));
        return own.Days == 0 || other.Days == 0 ? null
            : ((own.Mean - other.Mean) * (own.Mean - other.Mean)) - (residual * ((1.0 / own.Days) + (1.0 / other.Days)));
    }

    private static (double Mean, int Days) Of(SlotDays slot, double[] slope, bool other)
    {
        var (sum, days) = (0.0, 0);
        for (var k = 0; k < slot.IsOtherPart.Count; k++)
        {
            if (slot.IsOtherPart[k] != other)
            {
                continue;
            }

            days++;
            sum += slot.After[k];
            for (var i = 0; i < slope.Length; i++)
            {
                sum -= slope[i] * slot.Before[k][i];
            }
        }

        return (days > 0 ? sum / days : 0, days);
    }
}
