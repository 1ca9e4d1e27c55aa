using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Budgets;

/// <summary>The time a budget is reckoned over.</summary>
/// <param name="SoFar">From its begin until now.</param>
/// <param name="End">When it ends and the budget begins anew; null for a rolling window, out of which the past drops minute by minute.</param>
/// <param name="Length">Its whole length; burn rates and alert factors refer to it.</param>
public sealed record BudgetPeriod(TimeRange SoFar, DateTimeOffset? End, TimeSpan Length)
{
    /// <summary>Weeks begin on Monday; a day that the clocks change is as long as it is.</summary>
    public static BudgetPeriod Of(BudgetWindow window, DateTimeOffset now)
    {
        if (window.Calendar is null)
        {
            return new BudgetPeriod(TimeRange.Last(window.Length, now), null, window.Length);
        }

        var zone = LocalTime.ZoneOf(window.Zone);
        var day = TimeZoneInfo.ConvertTime(now, zone).Date;
        var month = new DateTime(day.Year, day.Month, 1);
        var quarter = month.AddMonths(-((month.Month - 1) % 3));
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        var year = new DateTime(day.Year, 1, 1);
        return window.Calendar switch
        {
            "day" => Calendar(day, day.AddDays(1)),
            "week" => Calendar(monday, monday.AddDays(7)),
            "month" => Calendar(month, month.AddMonths(1)),
            "quarter" => Calendar(quarter, quarter.AddMonths(3)),
            "year" => Calendar(year, year.AddYears(1)),
            _ => throw new ArgumentException($"A calendar window is day, week, month, quarter or year, not \"{window.Calendar}\".", nameof(window)),
        };

        BudgetPeriod Calendar(DateTime first, DateTime next)
        {
            var (start, end) = (LocalTime.Begin(first, zone), LocalTime.Begin(next, zone));
            return new(new TimeRange(start, now), end, end - start);
        }
    }
}
