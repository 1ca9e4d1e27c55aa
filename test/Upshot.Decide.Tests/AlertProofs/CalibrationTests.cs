using Upshot.Decide.AlertProofs;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.AlertProofs;

public class CalibrationTests
{
    private static readonly DateTimeOffset s_end = new(2024, 3, 4, 0, 0, 0, TimeSpan.Zero);
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    [Fact]
    public void A_target_that_most_weeks_miss_becomes_one_that_a_week_to_come_meets()
    {
        var proposal = Assert.Single(Of(0.999, [0.010, 0.012, 0.008, 0.011]).Proposals);

        // Mean 0.01025, deviation 0.00171, t(3, 0.95) = 2.353: 0.01025 + 2.353 · 0.00171 · √1.25 = 0.01475, so 98.5 %.
        Assert.Equal(("works", "target", "99.9%", "98.5%"), (proposal.Subject, proposal.Key, proposal.Present, proposal.Proposed));
        Assert.Equal("objectives:\n  works:\n-    target: 99.9%\n+    target: 98.5%\n", proposal.Diff);
        Assert.Equal((4, 4, 0), (proposal.Effect!.Weeks, proposal.Effect.SpentPresent, proposal.Effect.SpentProposed));
        Assert.True(proposal.Effect.TicketsPresent > proposal.Effect.TicketsProposed);
        Assert.Contains("standard deviation 0.171 % (4 weeks)", proposal.Why);
    }

    [Fact]
    public void A_budget_that_no_week_touches_decides_nothing()
    {
        var proposal = Assert.Single(Of(0.9, [0.001, 0.001, 0.002]).Proposals);
        Assert.Equal("target", proposal.Key);
        Assert.Contains("decides nothing", proposal.Why);
        Assert.Equal((0, 0), (proposal.Effect!.SpentPresent, proposal.Effect.SpentProposed));
    }

    [Fact]
    public void What_fits_is_kept_and_what_is_too_short_is_unknown()
    {
        Assert.Empty(Of(0.985, [0.008, 0.009, 0.008, 0.009]).Proposals);
        Assert.Single(Of(0.985, [0.008, 0.009, 0.008, 0.009]).Kept);
        Assert.Contains("2 whole weeks", Assert.Single(Of(0.999, [0.5, 0.5]).Unknown));
        Assert.Empty(Of(0.999, []).Proposals);
    }

    [Fact]
    public void Few_requests_without_failures_are_no_reason_to_promise_less_or_more() => Assert.DoesNotContain(Of(0.99, [0, 0, 0, 0], perHour: 1).Proposals, p => p.Key == "target");

    [Fact]
    public void Traffic_that_is_not_what_was_expected_is_proposed_with_its_spread()
    {
        var proposal = Assert.Single(Of(0.985, [0.008, 0.009, 0.008, 0.009], perDay: 1000).Proposals);
        Assert.Equal(("shop", "requests_per_day", "1000", "24000"), (proposal.Subject, proposal.Key, proposal.Present, proposal.Proposed));
        Assert.Null(proposal.Effect);
    }

    // Ratios by week, the first one earliest; 1,000 requests an hour.
    private static CalibrationResult Of(double target, double[] weeks, int perHour = 1000, double? perDay = null)
    {
        var plan = new ProductPlan
        {
            Operations = [new("shop", s_place) { RequestsPerDay = perDay ?? perHour * 24 }],
            Objectives = [new("works", s_place) { Operation = "shop", Target = target, Window = new BudgetWindow { Length = TimeSpan.FromDays(28) } }],
        };
        var from = s_end.AddDays(-7 * weeks.Length);
        var minutes = weeks.SelectMany((ratio, w) => Enumerable.Range(0, 168).Select(h => new MinuteCount(from.AddDays(7 * w).AddHours(h), perHour - (long)Math.Round(ratio * perHour), perHour)));
        return Calibration.Of(plan, new Dictionary<string, CountSeries> { ["works"] = new(minutes) }, new Dictionary<string, IReadOnlyList<double>>(), new Dictionary<string, SignalPast>(), new TimeRange(from, s_end));
    }

    [Fact]
    public void Pages_of_weeks_that_kept_their_budget_propose_more_failures_before_one_fires()
    {
        // Three hundred requests an hour at 99 %, and once a week 45 failures in a quarter of an hour: a page, and a tenth of the week's budget.
        var plan = new ProductPlan { Operations = [new("shop", s_place) { RequestsPerDay = 2400 }], Objectives = [new("works", s_place) { Operation = "shop", Target = 0.99, Window = new BudgetWindow { Length = TimeSpan.FromDays(28) } }] };
        var from = s_end.AddDays(-56);
        var minutes = Enumerable.Range(0, 56 * 1440).Select(m => new MinuteCount(from.AddMinutes(m), m % 10080 is >= 5000 and < 5015 ? 2 : 5, 5));
        var result = Calibration.Of(plan, new Dictionary<string, CountSeries> { ["works"] = new(minutes) }, new Dictionary<string, IReadOnlyList<double>>(), new Dictionary<string, SignalPast>(), new TimeRange(from, s_end));
        var proposal = Assert.Single(result.Proposals, p => p.Key == "alerts.minimum_failures");
        Assert.Equal(("1", "46"), (proposal.Present, proposal.Proposed));
        Assert.Equal("objectives:\n  works:\n    alerts:\n+      minimum_failures: 46\n", proposal.Diff);
        Assert.Contains("45 failures, standard deviation 0", proposal.Why, StringComparison.Ordinal);
        Assert.Equal(8, proposal.Effect!.PagesPresent);
    }

    [Fact]
    public void What_a_signal_varies_by_says_which_change_of_it_can_be_seen()
    {
        var quiet = Baseline(s => 100 + (s % 3));
        Assert.Contains("can be seen", Assert.Single(quiet.Kept, k => k.StartsWith("orders/unusual", StringComparison.Ordinal)), StringComparison.Ordinal);
        var wild = Baseline(s => s % 2 == 0 ? 1 : 9);
        Assert.Equal("not watched", Assert.Single(wild.Proposals, p => p.Subject == "orders/unusual").Proposed);
        Assert.Single(Baseline(_ => double.NaN).Unknown, u => u.StartsWith("orders/unusual", StringComparison.Ordinal));
    }

    private static CalibrationResult Baseline(Func<int, double> value)
    {
        var plan = new ProductPlan { Alerts = new() { Baselines = [new("orders", "orders", "works", s_place)] } };
        var past = new SignalPast(SignalPast.StepOf(s_end) - (5 * SignalPast.StepsAWeek), [.. Enumerable.Range(0, 5 * SignalPast.StepsAWeek).Select(value)]);
        return Calibration.Of(plan, new Dictionary<string, CountSeries>(), new Dictionary<string, IReadOnlyList<double>>(), new Dictionary<string, SignalPast> { ["orders"] = past }, new TimeRange(s_end.AddDays(-56), s_end));
    }
}
