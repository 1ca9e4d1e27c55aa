using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Budgets;

/// <summary>A throughput objective as counts: each minute of its hours is one event, good when it served enough. A minute without traffic is bad.</summary>
public static class ThroughputMinutes
{
    private const double SecondsOfMinute = 60;

    /// <param name="served">What each minute served; minutes without any are missing.</param>
    /// <param name="range">Whole minutes that are over; before the first one that was ever served nothing is known, and nothing counts.</param>
    public static IEnumerable<MinuteCount> Of(Objective objective, IReadOnlyList<MinuteCount> served, TimeRange range)
    {
        var needed = (objective.Throughput ?? 0) * SecondsOfMinute;
        var totals = served.GroupBy(m => m.Minute.UtcTicks).ToDictionary(g => g.Key, g => g.Sum(m => m.Total));
        var zone = objective.Hours is { } hours ? LocalTime.ZoneOf(hours.Zone) : null;
        var first = served.Count == 0 ? range.To : served.Min(m => m.Minute);
        for (var minute = TimeSteps.Ceiling(first > range.From ? first : range.From, TimeSteps.Minute); minute.AddMinutes(1) <= range.To; minute = minute.AddMinutes(1))
        {
            if (zone is null || IsWithin(objective.Hours!, minute, zone))
            {
                yield return new(minute, totals.GetValueOrDefault(minute.UtcTicks) >= needed ? 1 : 0, 1);
            }
        }
    }

    private static bool IsWithin(DailyHours hours, DateTimeOffset minute, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(minute, zone);
        var time = local.TimeOfDay;
        return hours.From < hours.To
            ? time >= hours.From && time < hours.To && hours.Days.Contains(local.DayOfWeek)
            : (time >= hours.From && hours.Days.Contains(local.DayOfWeek)) || (time < hours.To && hours.Days.Contains(local.AddDays(-1).DayOfWeek));
    }
}
