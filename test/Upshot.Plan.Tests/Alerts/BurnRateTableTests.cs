using Upshot.Plan.Alerts;

namespace Upshot.Plan.Tests.Alerts;

public sealed class BurnRateTableTests
{
    // Google SRE workbook, chapter 5: 14.4, 6 and 1 for thirty days; the same shares of 28 days.
    [Theory]
    [InlineData(30, 14.4, 6, 1)]
    [InlineData(28, 13.44, 5.6, 0.933)]
    public void The_factors_are_those_of_the_workbook(int days, double first, double second, double third)
    {
        var period = TimeSpan.FromDays(days);
        var factors = BurnRateTable.For(new AlertPolicy(), period).Select(w => BurnRateTable.Factor(w, period)).ToList();
        Assert.Equal([first, second, third], factors.Select(f => Math.Round(f, 3)));
    }

    [Fact]
    public void The_short_window_is_a_twelfth_of_the_long_one() =>
        Assert.All(BurnRateTable.Workbook, w => Assert.Equal(w.Long.Ticks / 12, w.Short.Ticks));

    [Fact]
    public void A_week_has_no_use_for_a_window_of_three_days()
    {
        var windows = BurnRateTable.For(new AlertPolicy(), TimeSpan.FromDays(7));
        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(6)], windows.Select(w => w.Long));
    }

    [Fact]
    public void The_policy_of_the_plan_replaces_the_workbook()
    {
        var own = new AlertWindow("page", 0.5, TimeSpan.FromHours(2), TimeSpan.FromMinutes(10), null);
        Assert.Equal([own], BurnRateTable.For(new AlertPolicy { Windows = [own] }, TimeSpan.FromDays(28)));
    }

    [Fact]
    public void A_burn_rate_of_14_point_4_needs_a_target_of_93_point_06_per_cent()
    {
        Assert.True(BurnRateTable.LargestBurn(0.9305) < 14.4);
        Assert.True(BurnRateTable.LargestBurn(0.9306) > 14.4);
    }

    [Theory]
    [InlineData(0.999, 69)]
    [InlineData(0.9999, 694)]
    public void One_failure_is_too_many_among_few_events(double target, int events)
    {
        Assert.Equal(events, BurnRateTable.HairTriggerEvents(target, 14.4));
        Assert.True(1.0 / events > 14.4 * (1 - target));
        Assert.False(1.0 / (events + 1) > 14.4 * (1 - target));
    }

    [Fact]
    public void Calendar_windows_have_their_usual_length()
    {
        Assert.Equal(30, BurnRateTable.Period(new BudgetWindow { Calendar = "month" }).TotalDays);
        Assert.Equal(91, BurnRateTable.Period(new BudgetWindow { Calendar = "quarter" }).TotalDays);
        Assert.Equal(7, BurnRateTable.Period(new BudgetWindow { Calendar = "week" }).TotalDays);
        Assert.Equal(28, BurnRateTable.Period(new BudgetWindow()).TotalDays);
    }
}
