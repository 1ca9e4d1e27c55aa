using System.Globalization;
using Upshot.Plan.Alerts;
using Upshot.Plan.Problems;
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
        foreach (var own in plan.Objectives.Select(o => o.Alerts).OfType<AlertPolicy>())
        {
            CheckWindows(own, problems);
        }

        CheckBaselines(plan, problems);
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

            // Minutes come as they come; what is counted of a throughput is as many as there are.
            double? perDay = objective.Kind == ObjectiveKind.Throughput ? 1440 : traffic.TryGetValue(objective.Operation, out var requests) ? requests : null;
            var windows = BurnRateTable.For(plan.AlertsOf(objective), period).Where(w => w.Long > TimeSpan.Zero && w.BudgetShare > 0).ToList();
            CheckReach(objective, windows, period, problems);
            if (perDay is { } expected)
            {
                CheckTraffic(objective, windows, period, expected, plan.AlertsOf(objective).MinimumFailures, problems);
            }
        }
    }

    private static void CheckBaselines(ProductPlan plan, ProblemList problems)
    {
        foreach (var baseline in plan.Alerts.Baselines)
        {
            if (plan.Signals.FirstOrDefault(s => s.Id == baseline.Signal || s.Name == baseline.Signal) is not { } signal)
            {
                continue;
            }

            if (signal.Kind == SignalKind.Entity || signal.Instrument is "gauge" or "updowncounter")
            {
                problems.Add(baseline.Location, Rules.UnusableBaseline, $"The baseline {Quote.Of(baseline.Name)} is of {Quote.Of(signal.Name)}, {(signal.Kind == SignalKind.Entity ? "an entity" : $"a {signal.Instrument}")}: nothing of it adds up over time.", "Watch a counter, a histogram, a span or an event.");
            }
            else if (baseline.Measure == OutcomeMeasure.Mean && signal.Instrument != "histogram")
            {
                problems.Add(baseline.Location, Rules.UnusableBaseline, $"The baseline {Quote.Of(baseline.Name)} is of the mean of {Quote.Of(signal.Name)}, which has no values of its own.", "Write measure: count, or watch a histogram.");
            }
        }

        foreach (var own in plan.Objectives.Where(o => o.Alerts?.Baselines.Count > 0))
        {
            problems.Add(own.Location, Rules.UnusableBaseline, $"The alerts of {Quote.Of(own.Name)} have baselines of their own, which nothing evaluates.", "Write them under alerts.baselines of the plan, with objective: " + own.Name + ".");
        }
    }

    private static void CheckWindows(AlertPolicy policy, ProblemList problems)
    {
        foreach (var window in policy.Windows)
        {
            if (window.Short > window.Long && window.Location is { } location)
            {
                problems.Add(location, Rules.OutOfRange, $"The short window of {Duration.Format(window.Short)} is longer than the long one of {Duration.Format(window.Long)}.", "Make it shorter; a twelfth of the long one is usual.");
            }
        }
    }

    private static void CheckReach(Objective objective, List<AlertWindow> windows, TimeSpan period, ProblemList problems)
    {
        var largest = BurnRateTable.LargestBurn(objective.Target);
        foreach (var window in windows)
        {
            var factor = BurnRateTable.Factor(window, period);
            var alert = $"The {Says(window)} of {Quote.Of(objective.Name)}";
            if (factor > largest)
            {
                problems.Add(
                    objective.Location,
                    Rules.ImpossibleAlert,
                    $"{alert} can never fire: it waits for a burn rate of {Number(factor)}, and at a target of {Share.Format(objective.Target)} the rate is at most {Number(largest)}.",
                    $"Give alerts.windows a smaller share of the budget for {Duration.Format(window.Long)} (at most {Percent(window.BudgetShare * largest / factor)}), or raise the target.");
            }
            else if (factor < BurnRateTable.SmallestFactor)
            {
                problems.Add(
                    window.Location ?? objective.Location,
                    Rules.IdleAlert,
                    $"{alert} fires at a burn rate of {Number(factor)}, at which the budget outlasts its window.",
                    "Give it a larger share of the budget or a shorter long window.");
            }
        }
    }

    private static void CheckTraffic(Objective objective, List<AlertWindow> windows, TimeSpan period, double perDay, int minimumFailures, ProblemList problems)
    {
        var largest = BurnRateTable.LargestBurn(objective.Target);
        var starved = new List<string>();
        var nervous = new List<string>();
        foreach (var window in windows)
        {
            var factor = BurnRateTable.Factor(window, period);
            var events = perDay * window.Long.TotalDays;
            var few = BurnRateTable.HairTriggerEvents(objective.Target, factor);
            if (events < minimumFailures)
            {
                starved.Add($"{Says(window)} ({Number(events)} requests expected)");
            }
            else if (minimumFailures < 2 && events <= few && factor <= largest)
            {
                nervous.Add($"{Says(window)} ({Number(events)} requests expected, {few} or fewer are too few)");
            }
        }

        if (starved.Count > 0)
        {
            problems.Add(
                objective.Location,
                Rules.ImpossibleAlert,
                $"Alerts of {Quote.Of(objective.Name)} wait for {minimumFailures} failed {(minimumFailures == 1 ? "request" : "requests")} and see fewer requests: {string.Join(", ", starved)}.",
                "Lower alerts.minimum_failures, or use longer windows for so little traffic.");
        }

        if (nervous.Count > 0)
        {
            problems.Add(
                objective.Location,
                Rules.HairTriggerAlert,
                $"One failed request fires alerts of {Quote.Of(objective.Name)}: {string.Join(", ", nervous)}.",
                $"Set alerts.minimum_failures to 2 or more, use longer windows, or lower the target of {Share.Format(objective.Target)}.");
        }
    }

    private static string Says(AlertWindow window) => $"{window.Severity} alert over {Duration.Format(window.Long)}";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (Math.Floor(share * 10_000) / 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
