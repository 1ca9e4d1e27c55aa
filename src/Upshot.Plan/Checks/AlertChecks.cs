using System.Globalization;
using Upshot.Plan.Alerts;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>
/// What is known of alerts before anything runs, from targets, windows and expected traffic: which can never fire, and
/// which fire at a single failure.
/// </summary>
internal static class AlertChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        CheckWindows(plan.Alerts, problems);
        var traffic = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var operation in plan.Operations)
        {
            if (operation.RequestsPerDay is { } requests)
            {
                traffic[operation.Name] = requests;
            }
        }

        foreach (var objective in plan.Objectives)
        {
            var period = BurnRateTable.Period(objective.Window);
            if (objective.Target is <= 0 or >= 1 || period <= TimeSpan.Zero)
            {
                continue;
            }

            foreach (var window in BurnRateTable.For(plan.Alerts, period))
            {
                if (window.Long > TimeSpan.Zero && window.BudgetShare > 0)
                {
                    double? perDay = traffic.TryGetValue(objective.Operation, out var requests) ? requests : null;
                    CheckWindow(objective, window, BurnRateTable.Factor(window, period), perDay, plan.Alerts.MinimumFailures, problems);
                }
            }
        }
    }

    private static void CheckWindows(AlertPolicy policy, ProblemList problems)
    {
        foreach (var window in policy.Windows)
        {
            if (window.Short > window.Long && window.Place is { } place)
            {
                problems.Add(place, Rules.OutOfRange, $"The short window of {Duration.Format(window.Short)} is longer than the long one of {Duration.Format(window.Long)}.", "Make it shorter; a twelfth of the long one is usual.");
            }
        }
    }

    private static void CheckWindow(Objective objective, AlertWindow window, double factor, double? perDay, int minimumFailures, ProblemList problems)
    {
        var alert = $"The {window.Severity} alert of {Quote.Of(objective.Name)} over {Duration.Format(window.Long)}";
        var target = Share.Format(objective.Target);
        var largest = BurnRateTable.LargestBurn(objective.Target);
        if (factor > largest)
        {
            problems.Add(
                objective.Place,
                Rules.ImpossibleAlert,
                $"{alert} can never fire: it waits for a burn rate of {Number(factor)}, and at a target of {target} the rate is at most {Number(largest)}.",
                $"Give alerts.windows a smaller share of the budget for {Duration.Format(window.Long)} (at most {Percent(window.BudgetShare * largest / factor)}), or raise the target.");
            return;
        }

        if (factor < BurnRateTable.SmallestFactor)
        {
            problems.Add(
                window.Place ?? objective.Place,
                Rules.IdleAlert,
                $"{alert} fires at a burn rate of {Number(factor)}, at which the budget outlasts its window.",
                "Give it a larger share of the budget or a shorter long window.");
        }

        if (perDay is { } requests)
        {
            CheckTraffic(objective, window, factor, requests, minimumFailures, alert, problems);
        }
    }

    private static void CheckTraffic(Objective objective, AlertWindow window, double factor, double perDay, int minimumFailures, string alert, ProblemList problems)
    {
        var events = perDay * window.Long.TotalDays;
        var hairTrigger = BurnRateTable.HairTriggerEvents(objective.Target, factor);
        if (events < minimumFailures)
        {
            problems.Add(
                objective.Place,
                Rules.ImpossibleAlert,
                $"{alert} can hardly fire: it waits for {minimumFailures} failed requests, and {Number(events)} requests are expected in that time.",
                "Lower alerts.minimum_failures, or use longer windows for so little traffic.");
        }
        else if (minimumFailures < 2 && events <= hairTrigger)
        {
            problems.Add(
                objective.Place,
                Rules.HairTriggerAlert,
                $"{alert} fires at one failed request: {Number(events)} requests are expected in that time, and with {hairTrigger} or fewer a single failure burns faster than {Number(factor)}.",
                $"Set alerts.minimum_failures to 2 or more, use longer windows, or lower the target of {Share.Format(objective.Target)}.");
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (Math.Floor(share * 10_000) / 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
