using Upshot.Evidence;

namespace Upshot.Decide.Budgets;

/// <summary>
/// How fast the budget is spent over some time: 1 spends exactly the budget over the objective's window. Rate is null
/// without traffic, which is neither good nor bad.
/// </summary>
public sealed record BurnRate(TimeRange Range, EventCount Count, double? Rate)
{
    public static BurnRate Over(CountSeries series, TimeRange range, double target) => Of(range, series.Sum(range), target);

    public static BurnRate Of(TimeRange range, EventCount count, double target) => new(range, count, count.Total == 0 ? null : (double)(count.Bad / (Allowed(target) * count.Total)));

    /// <summary>The share of events that may fail. Decimal, so that 1 − 0.999 is 0.001 and sums at the limit are exact.</summary>
    internal static decimal Allowed(double target) => 1 - (decimal)target;
}
