using System.Globalization;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.AlertProofs;

/// <summary>
/// Pages of weeks that kept their budget woke somebody for what the budget is there for. Where they come of few failures, fewer should not page: as many as a week to come stays below with 95 %, by the largest
/// number of failures in the shortest window that pages.
/// </summary>
internal static class PageThreshold
{
    private const int LeastWeeks = 3, LeastPages = 2, Most = 1000;
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7), s_minute = TimeSpan.FromMinutes(1);

    public static IEnumerable<CalibrationProposal> Of(ProductPlan plan, Objective objective, CountSeries series, TimeRange range, int weeks)
    {
        var policy = plan.AlertsOf(objective);
        var times = Enumerable.Range(0, weeks).Select(i => new TimeRange(range.To - (s_week * (i + 1)), range.To - (s_week * i))).Where(w => series.First is { } first && first < w.From.AddDays(1)).ToList();
        var kept = times.Where(w => series.Sum(w) is { Total: > 0 } week && week.Bad <= BurnRate.Allowed(objective.Target) * week.Total).ToList();
        if (kept.Count < LeastWeeks || BurnRule.Of(policy, objective).FirstOrDefault(r => r.Severity == AlertRule.Page) is not { } page)
        {
            yield break;
        }

        var before = Pages(policy);
        if (before.Needless < LeastPages)
        {
            yield break;
        }

        var window = page.Windows.Min(w => w.Long);
        var largest = kept.ConvertAll(w => (double)LargestIn(series, w, window));
        var proposed = (int)Math.Floor(Calibration.Upper(largest)) + 1;
        if (proposed <= policy.MinimumFailures || proposed > Most)
        {
            yield break;
        }

        var after = Pages(policy with { MinimumFailures = proposed });
        if (after.Needless >= before.Needless || (before.All > before.Needless && after.All - after.Needless < before.All - before.Needless))
        {
            // It would not help, or weeks that spent their budget would page less.
            yield break;
        }

        var present = policy.MinimumFailures.ToString(CultureInfo.InvariantCulture);
        yield return new(
            objective.Name, "alerts.minimum_failures", present, proposed.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{before.Needless} pages in {kept.Count} weeks that kept their budget. Of those weeks the worst {window.TotalHours:0.##} h had {largest.Average():0.#} failures, standard deviation {Calibration.Deviation(largest):0.#}; a week to come stays below {proposed} (95 %)."),
            $"objectives:\n  {objective.Name}:\n    alerts:\n{(objective.Alerts is not null ? $"-      minimum_failures: {present}\n" : "")}+      minimum_failures: {proposed}\n",
            new(times.Count, times.Count - kept.Count, times.Count - kept.Count, before.All, after.All, before.Tickets, after.Tickets));

        (int All, int Needless, int Tickets) Pages(AlertPolicy of)
        {
            var fired = Replay.Run([.. BurnRule.Of(of, objective)], new Dictionary<string, CountSeries> { [objective.Name] = series }, [], [], range);
            var pages = fired.Where(e => e.Severity == AlertRule.Page).ToList();
            return (pages.Count, pages.Count(e => kept.Any(w => e.FiredAt > w.From && e.FiredAt <= w.To)), fired.Count - pages.Count);
        }
    }

    private static long LargestIn(CountSeries series, TimeRange week, TimeSpan window)
    {
        var largest = 0L;
        foreach (var (minute, count) in series.Minutes(week))
        {
            // The most failures end with one.
            largest = count.Bad > 0 ? Math.Max(largest, series.Sum(TimeRange.Last(window, minute + s_minute)).Bad) : largest;
        }

        return largest;
    }
}
