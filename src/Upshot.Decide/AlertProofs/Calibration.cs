using System.Globalization;
using MathNet.Numerics.Distributions;
using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.AlertProofs;

/// <summary>A number of the plan that the past does not bear out. A proposal; nothing is changed by it.</summary>
/// <param name="Key">target, latency, alerts.minimum_failures, requests_per_day or alerts.baselines.</param>
/// <param name="Why">With the spread between weeks that it rests on.</param>
/// <param name="Diff">As it would stand in the plan.</param>
/// <param name="Effect">On the time looked at; null: it changes no budget and no alert.</param>
public sealed record CalibrationProposal(string Subject, string Key, string Present, string Proposed, string Why, string Diff, CalibrationEffect? Effect);

/// <summary>What the past would have been, as the plan is and as proposed.</summary>
/// <param name="SpentPresent">Weeks in which more than the budget was spent, of <paramref name="Weeks"/>.</param>
/// <param name="PagesPresent">Null: of this kind of proposal nothing can be replayed.</param>
public sealed record CalibrationEffect(int Weeks, int SpentPresent, int SpentProposed, int? PagesPresent, int? PagesProposed, int? TicketsPresent, int? TicketsProposed);

/// <param name="Weeks">Whole weeks that were looked at.</param>
/// <param name="Unknown">Objectives of which too little is known.</param>
public sealed record CalibrationResult(DateTimeOffset From, DateTimeOffset To, int Weeks, IReadOnlyList<CalibrationProposal> Proposals, IReadOnlyList<string> Kept, IReadOnlyList<string> Unknown);

/// <summary>
/// Holds targets, thresholds and expected traffic against whole weeks of the past. A target is reachable when a week to come meets it with 95 % (the mean of the weeks and
/// their standard deviation, Student's t, prediction interval); it is too loose when the worst of the weeks spent less than a tenth of the budget.
/// </summary>
public static class Calibration
{
    private const int LeastWeeks = 3;
    private const double Confidence = 0.95, Idle = 0.1, Differs = 0.3;
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    /// <param name="series">By objective.</param>
    /// <param name="signals">By baseline: what its signal was; it ends with the range.</param>
    /// <param name="latencies">By objective about latency: for each week, latest first, the latency in milliseconds that the target's share of requests was within.</param>
    public static CalibrationResult Of(ProductPlan plan, IReadOnlyDictionary<string, CountSeries> series, IReadOnlyDictionary<string, IReadOnlyList<double>> latencies, IReadOnlyDictionary<string, SignalPast> signals, TimeRange range)
    {
        var (proposals, kept, unknown) = (new List<CalibrationProposal>(), new List<string>(), new List<string>());
        var weeks = (int)(range.Length / s_week);
        foreach (var objective in plan.Objectives)
        {
            var counts = Weeks(series[objective.Name], range, weeks);
            if (counts.Count < LeastWeeks)
            {
                unknown.Add($"{objective.Name}: {counts.Count} whole {(counts.Count == 1 ? "week" : "weeks")} with requests, and {LeastWeeks} are needed");
                continue;
            }

            var own = Target(plan, objective, series[objective.Name], counts, range).Concat(latencies.TryGetValue(objective.Name, out var limits) ? Latency(objective, counts, limits) : [])
                .Concat(PageThreshold.Of(plan, objective, series[objective.Name], range, weeks)).ToList();
            proposals.AddRange(own);
            if (own.Count == 0)
            {
                kept.Add($"{objective.Name}: {Percent(counts.Sum(c => (double)c.Bad) / counts.Sum(c => (double)c.Total))} failed; from week to week {Spread([.. counts.Select(c => c.BadRatio!.Value)])}");
            }
        }

        foreach (var operation in plan.Operations)
        {
            proposals.AddRange(Traffic(plan, operation, series, range, weeks));
        }

        foreach (var baseline in plan.Alerts.Baselines)
        {
            BaselineSpread.Of(baseline, signals.GetValueOrDefault(baseline.Name), proposals, kept, unknown);
        }

        return new(range.From, range.To, weeks, proposals, kept, unknown);
    }

    private static IEnumerable<CalibrationProposal> Target(ProductPlan plan, Objective objective, CountSeries series, IReadOnlyList<EventCount> weeks, TimeRange range)
    {
        var ratios = weeks.Select(w => w.BadRatio!.Value).ToList();
        var (allowed, isTooLoose) = ((double)BurnRate.Allowed(objective.Target), ratios.Max() < Idle * (double)BurnRate.Allowed(objective.Target));

        // That few failures say little is no reason to promise less, and one not to promise more.
        var worst = isTooLoose ? Math.Max(Upper(ratios), Chance(weeks)) : Upper(ratios);
        if (!(worst > allowed || isTooLoose))
        {
            yield break;
        }

        // A tighter target leaves room for what the weeks were: twice of it, so that it does not fire at once.
        var target = 1 - RoundUp(isTooLoose ? Math.Max(worst * 2, 1e-6) : worst);
        if (target <= 0 || (isTooLoose ? 1 - target > allowed / 2 : target >= objective.Target))
        {
            yield break;
        }

        var why = isTooLoose
            ? $"In no week more than {Percent(ratios.Max())} failed, and {Percent(allowed)} may: the budget decides nothing."
            : $"A week to come fails up to {Percent(worst)} (95 %), and {Percent(allowed)} may.";
        yield return new(
            objective.Name, "target", TargetText(objective.Target), TargetText(target), $"{why} From week to week {Spread(ratios)}.",
            Diff("objectives", objective.Name, "target", TargetText(objective.Target), TargetText(target)), Effect(plan, objective, objective with { Target = target }, series, weeks, range));
    }

    private static IEnumerable<CalibrationProposal> Latency(Objective objective, IReadOnlyList<EventCount> weeks, IReadOnlyList<double> limits)
    {
        if (objective.Latency is not { } present || limits.Count < LeastWeeks || objective.Throughput is not null)
        {
            yield break;
        }

        var reachable = Upper(limits);
        if (reachable <= present.TotalMilliseconds)
        {
            yield break;
        }

        var proposed = RoundUp(reachable);
        yield return new(
            objective.Name, "latency", $"{Number(present.TotalMilliseconds)}ms", $"{Number(proposed)}ms",
            $"Instead of another target: {TargetText(objective.Target)} of a week's requests come within {Number(reachable)} ms (95 %). From week to week {Number(limits.Average())} ms, standard deviation {Number(Deviation(limits))} ms ({limits.Count} weeks).",
            Diff("objectives", objective.Name, "latency", $"{Number(present.TotalMilliseconds)}ms", $"{Number(proposed)}ms"),
            new(weeks.Count, weeks.Count(w => IsSpent(w, objective.Target)), limits.Count(l => l > proposed), null, null, null, null));
    }

    private static IEnumerable<CalibrationProposal> Traffic(ProductPlan plan, Operation operation, IReadOnlyDictionary<string, CountSeries> series, TimeRange range, int weeks)
    {
        if (TrafficRule.PromiseOf(plan, operation.Name) is not { } counted)
        {
            yield break;
        }

        var days = Weeks(series[counted.Name], range, weeks).Select(w => w.Total / 7.0).ToList();
        if (days.Count < LeastWeeks || (operation.RequestsPerDay is { } present && Math.Abs(days.Average() - present) <= Differs * present))
        {
            yield break;
        }

        var (was, becomes) = (operation.RequestsPerDay is { } said ? Number(said) : "", Number(double.Parse(days.Average().ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));
        yield return new(
            operation.Name, "requests_per_day", was.Length > 0 ? was : "not said", becomes,
            $"{Number(Math.Round(days.Average()))} requests a day came, standard deviation between weeks {Number(Math.Round(Deviation(days)))} ({days.Count} weeks): proofs of alerts reason with it.",
            Diff("operations", operation.Name, "requests_per_day", was, becomes), null);
    }

    private static CalibrationEffect Effect(ProductPlan plan, Objective present, Objective proposed, CountSeries series, IReadOnlyList<EventCount> weeks, TimeRange range)
    {
        var (before, after) = (Fired(present), Fired(proposed));
        return new(weeks.Count, weeks.Count(w => IsSpent(w, present.Target)), weeks.Count(w => IsSpent(w, proposed.Target)), before.Pages, after.Pages, before.Tickets, after.Tickets);

        (int Pages, int Tickets) Fired(Objective objective)
        {
            var episodes = Replay.Run([.. BurnRule.Of(plan.AlertsOf(objective), objective)], new Dictionary<string, CountSeries> { [objective.Name] = series }, [], [], range);
            return (episodes.Count(e => e.Severity == AlertRule.Page), episodes.Count(e => e.Severity == AlertRule.Ticket));
        }
    }

    // Whole weeks that had requests, latest first.
    private static List<EventCount> Weeks(CountSeries series, TimeRange range, int weeks) =>
        [.. Enumerable.Range(0, weeks).Select(i => new TimeRange(range.To - (s_week * (i + 1)), range.To - (s_week * i))).Where(w => series.First is { } first && first < w.From.AddDays(1)).Select(series.Sum).Where(c => c.Total > 0)];

    private static bool IsSpent(EventCount week, double target) => week.Bad > BurnRate.Allowed(target) * week.Total;

    /// <summary>What one more value stays below with 95 %.</summary>
    internal static double Upper(IReadOnlyList<double> values) =>
        values.Average() + (StudentT.InvCDF(0, 1, values.Count - 1, Confidence) * Deviation(values) * Math.Sqrt(1 + (1.0 / values.Count)));

    /// <summary>Few failures say little: the upper end of their exact interval (Clopper and Pearson 1934).</summary>
    private static double Chance(IReadOnlyList<EventCount> weeks)
    {
        var (bad, total) = (weeks.Sum(w => w.Bad), weeks.Sum(w => w.Total));
        return bad == total ? 1 : Beta.InvCDF(bad + 1, total - bad, Confidence);
    }

    internal static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    // Two digits, never below: 0.00113 becomes 0.0012.
    private static double RoundUp(double value)
    {
        var scale = Math.Pow(10, 1 - Math.Floor(Math.Log10(value)));
        return double.Parse((Math.Ceiling((value * scale) - 1e-9) / scale).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Spread(IReadOnlyList<double> ratios) => $"{Percent(ratios.Average())}, standard deviation {Percent(Deviation(ratios))} ({ratios.Count} weeks)";

    private static string Diff(string section, string name, string key, string was, string becomes) =>
        $"{section}:\n  {name}:\n{(was.Length > 0 ? $"-    {key}: {was}\n" : "")}+    {key}: {becomes}\n";

    private static string TargetText(double target) => (target * 100).ToString("0.########", CultureInfo.InvariantCulture) + "%";

    internal static string Percent(double share) => (share * 100).ToString("G3", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
