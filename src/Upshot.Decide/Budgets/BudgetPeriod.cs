using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Budgets;

/// <summary>The time a budget is reckoned over.</summary>
/// <param name="SoFar">From its begin until now.</param>
/// <param name="End">When it ends and the budget begins anew; null for a rolling window, out of which the past drops minute by minute.</param>
/// <param name="Length">Its whole length; burn rates and alert factors refer to it.</param>
public sealed record BudgetPeriod(TimeRange SoFar, DateTimeOffset? End, TimeSpan Length)
{
    /// <summary>Calendar periods are in UTC; weeks begin on Monday.</summary>
    public static BudgetPeriod Of(BudgetWindow window, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var month = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var quarter = month.AddMonths(-((month.Month - 1) % 3));
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        return window.Calendar switch
        {
            null => new BudgetPeriod(TimeRange.Last(window.Length, now), null, window.Length),
            "week" => Calendar(monday, monday.AddDays(7), now),
            "month" => Calendar(month, month.AddMonths(1), now),
            "quarter" => Calendar(quarter, quarter.AddMonths(3), now),
            _ => throw new ArgumentException($"A calendar window is week, month or quarter, not \"{window.Calendar}\".", nameof(window)),
        };
    }

    private static BudgetPeriod Calendar(DateTimeOffset start, DateTimeOffset end, DateTimeOffset now) => new(new TimeRange(start, now), end, end - start);
}
