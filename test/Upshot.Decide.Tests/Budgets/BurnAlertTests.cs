using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.Tests.Budgets;

public class BurnAlertTests
{
    // The Site Reliability Workbook, chapter 5, table 5-8; and the same shares of a 28-day budget.
    [Theory]
    [InlineData(30, 14.4, 6, 1)]
    [InlineData(28, 13.44, 5.6, 0.93333)]
    public void Factors_follow_from_the_share_of_the_budget_and_the_period(int days, double fast, double slow, double ticket)
    {
        var factors = BurnRateTable.Workbook.Select(w => BurnRateTable.Factor(w, TimeSpan.FromDays(days))).ToArray();
        Assert.Equal(fast, factors[0], 1e-4);
        Assert.Equal(slow, factors[1], 1e-4);
        Assert.Equal(ticket, factors[2], 1e-4);
    }

    [Fact]
    public void An_alert_fires_when_both_windows_burn_and_stops_soon_after_the_short_one_does() => BudgetScript.Run("""
        objective 99.9% over 30d
        load 0h..24h 6000/min
        at 24h expect page quiet
        load 24h..24h05m 6000/min 20% bad
        at 24h04m expect page quiet
        at 24h05m expect page firing
        load 24h05m..25h 6000/min
        at 24h09m expect page firing
        at 24h10m expect burn 1h 16.667
        at 24h10m expect burn 5m 0
        """);

    [Fact]
    public void A_burn_of_one_never_pages() => BudgetScript.Run("""
        objective 99.9% over 30d
        load 0d..4d 6000/min 6 bad
        at 4d expect burn 1h 1
        at 4d expect page quiet
        at 4d expect ticket quiet
        """);

    [Fact]
    public void A_slow_burn_raises_a_ticket_and_no_page() => BudgetScript.Run("""
        objective 99.9% over 30d
        load 0d..4d 6000/min 9 bad
        at 4d expect burn 1h 1.5
        at 4d expect page quiet
        at 4d expect ticket firing
        """);

    // At 99.9 % one failure of 50 is a burn rate of 20: above 14.4, and yet chance (p = 0.049).
    [Fact]
    public void One_failure_among_few_requests_is_not_an_alert() => BudgetScript.Run("""
        objective 99.9% over 30d
        load 0m..59m 1/min
        load 59m..60m 1 total 1 bad
        at 60m expect burn 1h 16.667
        at 60m expect page too few events
        load 58m..59m 2 total 2 bad
        at 60m expect page firing
        minimum 5
        at 60m expect page too few events
        """);

    // P(X ≥ 1) of 50 at 0.001 is 0.049, P(X ≥ 3) is 1.9e-5.
    [Theory]
    [InlineData(100, 1, AlertState.Firing)]
    [InlineData(100, 100, AlertState.TooFewEvents)]
    [InlineData(300, 100, AlertState.Firing)]
    public void Failures_are_as_few_as_were_observed(int bad, long weight, AlertState expected)
    {
        var objective = new Objective("o", new SourceLocation("t", 1, 1)) { Target = 0.999, Window = new BudgetWindow { Length = TimeSpan.FromDays(30) } };
        var count = new EventCount(5_000, bad) { Sampling = new(0, (double)bad * (weight - 1), 1, weight) };
        var burn = BurnRate.Of(TimeRange.Last(TimeSpan.FromHours(1), BudgetScript.Origin), count, objective.Target);
        Assert.Equal(expected, BurnAlert.Of(BurnRateTable.Workbook[0], objective, burn, burn, minimumFailures: 1).State);
        Assert.Equal(expected == AlertState.Firing ? AlertState.Firing : AlertState.TooFewEvents, BurnAlert.Of(BurnRateTable.Workbook[0], objective, burn, burn, minimumFailures: bad / (int)weight).State);
    }

    // Ten light failures beside one that stands for a hundred are worth 1.2; tail sampling that keeps every failure takes none away.
    [Theory]
    [InlineData(110, 9_900, 5_000, 1, 54)]
    [InlineData(20, 0, 5_000, 20, 5_000)]
    [InlineData(0, 0, 5_000, 0, 5_000)]
    public void What_was_observed_is_the_effective_number(long bad, double variance, long total, long observed, long ofTotal) =>
        Assert.Equal(new EventCount(ofTotal, observed), new EventCount(total, bad) { Sampling = new(490_000, variance, 100, 100) }.Observed);

    [Fact]
    public void An_alert_above_the_largest_possible_burn_is_called_impossible()
    {
        var objective = new Objective("o", new SourceLocation("t", 1, 1)) { Target = 0.93, Window = new BudgetWindow { Length = TimeSpan.FromDays(30) } };
        var series = new CountSeries(Enumerable.Range(0, 60).Select(m => new MinuteCount(BudgetScript.Origin.AddMinutes(m), 0, 100)));
        Assert.Equal(AlertState.Impossible, BurnAlert.Of(BurnRateTable.Workbook[0], objective, series, BudgetScript.Origin.AddHours(1)).State);
        Assert.Equal(AlertState.Firing, BurnAlert.Of(BurnRateTable.Workbook[1], objective, series, BudgetScript.Origin.AddHours(1)).State);
    }

    // Workbook, chapter 5: "an alert on 14.4 over an hour": a total outage at 99.9 % is detected after 52 seconds.
    [Fact]
    public void Detection_time_shrinks_with_the_error_rate()
    {
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(51.84, BurnAlert.DetectionTime(hour, 14.4, 0.999, 1)!.Value.TotalSeconds, 1e-6);
        Assert.Equal(518.4, BurnAlert.DetectionTime(hour, 14.4, 0.999, 0.1)!.Value.TotalSeconds, 1e-6);
        Assert.Null(BurnAlert.DetectionTime(hour, 14.4, 0.999, 0.0144));
        Assert.Null(BurnAlert.DetectionTime(hour, 14.4, 0.999, 0));
    }

    // Summed term by term in exact fractions; the first is 1 - 0.999^50.
    [Theory]
    [InlineData(1, 50, 0.001, 0.04879436)]
    [InlineData(2, 50, 0.001, 0.0011864825)]
    [InlineData(3, 69, 0.0144, 0.0777860698)]
    [InlineData(5, 10, 0.5, 0.623046875)]
    [InlineData(10, 10, 0.5, 0.0009765625)]
    [InlineData(0, 10, 0.5, 1)]
    public void The_exact_binomial_gives_known_answers(long bad, long total, double ratio, double expected) =>
        Assert.Equal(expected, LowTraffic.AtLeast(bad, total, ratio), 1e-7);
}
