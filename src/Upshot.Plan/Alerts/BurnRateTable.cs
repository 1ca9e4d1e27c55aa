namespace Upshot.Plan.Alerts;

/// <summary>
/// The windows of multi-window, multi-burn-rate alerts. The defaults are those of The Site Reliability Workbook (Beyer
/// and others, O'Reilly 2018), chapter 5, "Alerting on SLOs", approach 6:
/// https://sre.google/workbook/alerting-on-slos/. Each window pair fires when the share of the budget burns within the
/// long window, and a short one, a twelfth of it, still burns.
/// </summary>
public static class BurnRateTable
{
    /// <summary>Severity, share of the budget, long window, short window, as the workbook prints them.</summary>
    public static IReadOnlyList<AlertWindow> Workbook { get; } =
    [
        new("page", 0.02, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), null),
        new("page", 0.05, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), null),
        new("ticket", 0.10, TimeSpan.FromDays(3), TimeSpan.FromHours(6), null),
    ];

    /// <summary>A window with a smaller factor fires on error rates that the budget allows.</summary>
    public const double SmallestFactor = 0.9;

    /// <summary>
    /// The windows to watch for an objective of this period: the policy's own, or those of the workbook that make sense
    /// for it. Of a short period the long windows would fire although the budget lasts; they are left out.
    /// </summary>
    public static IReadOnlyList<AlertWindow> For(AlertPolicy policy, TimeSpan period) =>
        policy.Windows.Count > 0 ? policy.Windows : [.. Workbook.Where(w => Factor(w, period) >= SmallestFactor)];

    /// <summary>How many times faster than allowed the budget burns when the alert fires: share × period / long window.</summary>
    public static double Factor(AlertWindow window, TimeSpan period) => window.BudgetShare * period.Ticks / window.Long.Ticks;

    /// <summary>The length over which a budget is counted; calendar windows with their usual length.</summary>
    public static TimeSpan Period(BudgetWindow window) => window.Calendar switch
    {
        "day" => TimeSpan.FromDays(1),
        "year" => TimeSpan.FromDays(365),
        "week" => TimeSpan.FromDays(7),
        "month" => TimeSpan.FromDays(30),
        "quarter" => TimeSpan.FromDays(91),
        _ => window.Length,
    };

    /// <summary>The largest burn rate there is: every event fails.</summary>
    public static double LargestBurn(double target) => 1 / (1 - target);

    /// <summary>With this many events in the window or fewer, one failure alone burns faster than the factor.</summary>
    public static int HairTriggerEvents(double target, double factor)
    {
        var events = 1 / (factor * (1 - target));
        return events >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(events) - 1;
    }
}
