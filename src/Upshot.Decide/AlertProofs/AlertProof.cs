using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.AlertProofs;

/// <summary>How soon an alert fires when failures begin at a constant rate in a service that did not fail before.</summary>
/// <param name="Detected">From the first failure to the evaluation that fires; null: never, at this rate.</param>
public sealed record Detection(double ErrorRate, TimeSpan? Detected);

/// <summary>One window of an alert.</summary>
/// <param name="Largest">The largest burn rate there can be.</param>
/// <param name="Events">Expected in the long window; null: nobody said.</param>
/// <param name="FewestFailures">That fire at so many events; null: not even if all fail, or the traffic is unknown.</param>
/// <param name="WhyNot">Why it can never fire; empty: it can.</param>
public sealed record WindowProof(TimeSpan Long, TimeSpan Short, double Factor, double Largest, double? Events, long? FewestFailures, bool IsHairTrigger, string WhyNot);

/// <summary>What is known of an alert before anything is deployed.</summary>
/// <param name="RequestsPerDay">Null: neither planned nor observed.</param>
/// <param name="FalsePages">Null: the traffic is unknown, or it is a ticket: one that fires at the rate at which the budget is spent is none that is false.</param>
public sealed record AlertProof(
    string Alert, string Objective, string Severity, double Target, double? RequestsPerDay, bool CanFire, bool IsHairTrigger, long? FewestFailures, FalsePages? FalsePages, IReadOnlyList<Detection> Detection, IReadOnlyList<WindowProof> Windows)
{
    /// <summary>Months simulated in all, over the objectives that need it: about ten seconds of one core.</summary>
    public const int AllMonths = 6_000;
    private const int MostMonths = 2_000;
    private const int LeastMonths = 50;
    private static readonly double[] ErrorRates = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

    /// <summary>Of every alert of the plan.</summary>
    /// <param name="requestsPerDay">By objective; null: unknown.</param>
    public static IReadOnlyList<AlertProof> Of(ProductPlan plan, Func<Objective, double?> requestsPerDay, ulong seed, int allMonths = AllMonths)
    {
        var objectives = plan.Objectives.Where(o => o.Target is > 0 and < 1).Select(o => (Objective: o, Rules: BurnRule.Of(plan.AlertsOf(o), o).ToList(), PerDay: requestsPerDay(o))).Where(o => o.Rules.Count > 0).ToList();
        var simulated = objectives.Where(o => o.PerDay is > 0 && !FalsePages.IsNegligible(PagesOf(o.Rules), o.Objective.Target, o.PerDay.Value / 1440, out _)).ToList();
        var months = Math.Clamp(allMonths / Math.Max(1, simulated.Count), LeastMonths, MostMonths);
        return [.. objectives.SelectMany((o, i) =>
        {
            var pages = FalsePagesOf(o.Rules, o.Objective.Target, o.PerDay, months, seed + (ulong)i);
            return o.Rules.Select(rule => Of(rule, o.PerDay, rule.Severity == AlertRule.Page ? pages : null));
        }).Concat(BaselineRule.Of(plan).Where(r => r.Promise.Target is > 0 and < 1).Select((r, i) => Of(r, requestsPerDay(r.Promise), seed + (ulong)(objectives.Count + i))))];
    }

    // As an alert of its two windows that also needs an unusual signal: no single failure fires it, and it is not sooner than the signal is seen.
    private static AlertProof Of(BaselineRule rule, double? perDay, ulong seed)
    {
        var burning = rule.Burning;
        var proof = Of(burning, perDay, perDay is > 0 ? FalsePages.WithSignal(burning, perDay.Value / 1440, SignalWatch.Chance, LeastMonths, seed) : null);
        var seen = SignalWatch.Seen + SignalPast.Lag;
        return proof with
        {
            Alert = rule.Name,
            IsHairTrigger = false,
            Windows = [.. proof.Windows.Select(w => w with { IsHairTrigger = false })],
            Detection = [.. proof.Detection.Select(d => d with { Detected = d.Detected is { } after && after < seen ? seen : d.Detected })],
        };
    }

    private static AlertProof Of(BurnRule rule, double? perDay, FalsePages? pages)
    {
        var needs = rule.Windows.Select(w => new WindowNeed(w, rule.Promise, rule.MinimumFailures)).ToList();
        var windows = needs.Select(n => Window(n, rule, perDay)).ToList();
        return new(
            rule.Name, rule.Objective, rule.Severity, rule.Promise.Target, perDay, windows.Any(w => w.WhyNot.Length == 0), windows.Any(w => w.IsHairTrigger), windows.Min(w => w.FewestFailures), pages,
            [.. ErrorRates.Where(e => e > (double)BurnRate.Allowed(rule.Promise.Target)).Select(e => new Detection(e, Detect(needs, e, perDay)))], windows);
    }

    private static WindowProof Window(WindowNeed need, BurnRule rule, double? perDay)
    {
        var largest = BurnRateTable.LargestBurn(rule.Promise.Target);
        var events = perDay * need.Window.Long.TotalDays;
        var fewest = events is { } expected && need.IsPossible ? need.FewestFailures((long)Math.Round(expected)) : null;
        var whyNot = !need.IsPossible ? $"it waits for a burn rate above {need.Factor:0.##}, and at this target the rate is at most {largest:0.##}"
            : events is not null && fewest is null ? $"with {events:0.#} events expected in its long window not even a failure of all of them is enough"
            : "";
        return new(need.Window.Long, need.Window.Short, need.Factor, largest, events, fewest, events is { } n && need.IsHairTrigger(n), whyNot);
    }

    // The long window needs so many failures; an evaluation a minute sees that they are there.
    private static TimeSpan? Detect(IReadOnlyList<WindowNeed> needs, double errorRate, double? perDay)
    {
        TimeSpan? best = null;
        foreach (var need in needs.Where(n => n.IsPossible && errorRate > n.Threshold))
        {
            var minutes = need.Window.Long.TotalMinutes * need.Threshold / errorRate;
            if (perDay is { } events && events > 0)
            {
                if (need.FewestFailures((long)Math.Round(events * need.Window.Long.TotalDays)) is not { } fewest)
                {
                    continue;
                }

                minutes = Math.Max(minutes, fewest / (errorRate * events / 1440));
            }

            if (minutes <= need.Window.Long.TotalMinutes && !(best <= TimeSpan.FromMinutes(Math.Ceiling(minutes))))
            {
                best = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(minutes)));
            }
        }

        return best;
    }

    private static FalsePages? FalsePagesOf(IReadOnlyList<BurnRule> rules, double target, double? perDay, int months, ulong seed) =>
        perDay is not > 0 || rules.FirstOrDefault(r => r.Severity == AlertRule.Page) is not { } page ? null
        : FalsePages.IsNegligible(PagesOf(rules), target, perDay.Value / 1440, out var bound) ? new FalsePages(0, 0, bound, 0)
        : FalsePages.Simulate(page, perDay.Value / 1440, months, seed);

    private static IEnumerable<WindowNeed> PagesOf(IEnumerable<BurnRule> rules) => rules.Where(r => r.Severity == AlertRule.Page).SelectMany(r => r.Windows.Select(w => new WindowNeed(w, r.Promise, r.MinimumFailures)));
}
