using Upshot.Evidence;

namespace Upshot.Decide.Budgets;

/// <summary>
/// How many events a calendar period will have. Its budget is a share of all of them: of the ten requests of the first minute, one that fails
/// would have spent it.
/// </summary>
internal static class ExpectedEvents
{
    /// <summary>Null: a rolling window, which has all of its events; or nothing is known.</summary>
    public static double? In(BudgetPeriod period, CountSeries series, double? eventsPerDay)
    {
        if (period.End is not { } end)
        {
            return null;
        }

        var count = series.Sum(period.SoFar).Total;
        var left = end - period.SoFar.To;
        var before = series.Sum(new TimeRange(period.SoFar.From - period.Length, period.SoFar.From)).Total;
        return before > 0 ? count + (before * (left / period.Length))
            : eventsPerDay is { } perDay ? count + (perDay * left.TotalDays)
            : null;
    }
}
