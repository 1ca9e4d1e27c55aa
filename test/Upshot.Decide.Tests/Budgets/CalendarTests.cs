using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Budgets;

public sealed class CalendarTests
{
    private static readonly SourceLocation s_somewhere = new("upshot.yaml", 1, 1);

    // Berlin changes its clocks on 29 March and 25 October 2026 at 01:00 UTC; Cairo skips midnight on 24 April 2026.
    [Theory]
    [InlineData("day", "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", 23)]
    [InlineData("day", "Europe/Berlin", "2026-10-25T12:00Z", "2026-10-24T22:00Z", 25)]
    [InlineData("day", "Europe/Berlin", "2026-10-25T23:30Z", "2026-10-25T23:00Z", 24)]
    [InlineData("day", "UTC", "2026-10-25T23:30Z", "2026-10-25T00:00Z", 24)]
    [InlineData("week", "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-22T23:00Z", 167)]
    [InlineData("month", "Europe/Berlin", "2026-03-31T23:30Z", "2026-03-31T22:00Z", 720)]
    [InlineData("month", "America/New_York", "2026-03-01T03:00Z", "2026-02-01T05:00Z", 672)]
    [InlineData("quarter", "Europe/Berlin", "2026-05-01T00:00Z", "2026-03-31T22:00Z", 2184)]
    [InlineData("year", "Asia/Kolkata", "2026-01-01T00:00Z", "2025-12-31T18:30Z", 8760)]
    [InlineData("day", "Africa/Cairo", "2026-04-24T12:00Z", "2026-04-23T22:00Z", 23)]
    // Asunción skipped midnight on the first of October, and Apia a whole day.
    [InlineData("month", "America/Asuncion", "2023-10-19T12:00Z", "2023-10-01T04:00Z", 743)]
    [InlineData("quarter", "America/Asuncion", "2023-09-30T12:00Z", "2023-07-01T04:00Z", 2208)]
    [InlineData("day", "Pacific/Apia", "2011-12-30T12:00Z", "2011-12-30T10:00Z", 24)]
    [InlineData("week", "Pacific/Apia", "2011-12-30T12:00Z", "2011-12-26T10:00Z", 144)]
    // São Paulo skipped midnight in spring and had two in autumn; Lord Howe moves its clocks by half an hour.
    [InlineData("day", "America/Sao_Paulo", "2018-11-04T12:00Z", "2018-11-04T03:00Z", 23)]
    [InlineData("day", "America/Sao_Paulo", "2019-02-16T12:00Z", "2019-02-16T02:00Z", 25)]
    [InlineData("quarter", "America/Sao_Paulo", "2018-12-31T12:00Z", "2018-10-01T03:00Z", 2207)]
    [InlineData("year", "America/Sao_Paulo", "2018-06-01T00:00Z", "2018-01-01T02:00Z", 8760)]
    [InlineData("day", "Australia/Lord_Howe", "2026-04-05T00:00Z", "2026-04-04T13:00Z", 24.5)]
    [InlineData("day", "Australia/Lord_Howe", "2026-10-04T00:00Z", "2026-10-03T13:30Z", 23.5)]
    [InlineData("quarter", "Australia/Lord_Howe", "2026-05-01T00:00Z", "2026-03-31T13:00Z", 2184.5)]
    [InlineData("year", "Australia/Lord_Howe", "2026-05-01T00:00Z", "2025-12-31T13:00Z", 8760)]
    public void A_calendar_window_begins_and_ends_by_the_clocks_of_its_zone(string calendar, string zone, string now, string start, double hours)
    {
        var period = BudgetPeriod.Of(new BudgetWindow { Calendar = calendar, Zone = zone }, At(now));
        Assert.Equal((At(start), hours), (period.SoFar.From, period.Length.TotalHours));
        Assert.Equal(At(start).AddHours(hours), period.End);
    }

    [Fact]
    public void Over_a_year_each_moment_is_in_exactly_one_window()
    {
        foreach (var zone in new[] { "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo" })
        {
            foreach (var calendar in new[] { "day", "week", "month", "quarter", "year" })
            {
                var window = new BudgetWindow { Calendar = calendar, Zone = zone };
                for (var now = At("2026-01-01T00:00Z"); now < At("2027-01-02T00:00Z"); now = now.AddMinutes(197))
                {
                    var period = BudgetPeriod.Of(window, now);
                    Assert.True(period.SoFar.From <= now && now < period.End, $"{zone} {calendar} {now}");
                    Assert.Equal(period.End, BudgetPeriod.Of(window, period.End!.Value).SoFar.From);
                    Assert.Equal(period.SoFar.From, BudgetPeriod.Of(window, period.SoFar.From).SoFar.From);
                }
            }
        }
    }

    [Fact]
    public void Ten_requests_of_a_new_month_do_not_spend_what_a_million_are_allowed()
    {
        var objective = new Objective("a", s_somewhere) { Operation = "checkout", Target = 0.99, Window = new() { Calendar = "month" } };
        var before = Enumerable.Range(0, 31).Select(day => new MinuteCount(At("2026-10-01T12:00Z").AddDays(day), 10_000, 10_000));
        MinuteCount[] now = [new(At("2026-11-01T00:00Z"), 9, 10)];
        var budget = Budget.Of(objective, new CountSeries(before.Concat(now)), At("2026-11-01T00:01Z"));
        Assert.Equal(BudgetState.Met, budget.State);
        Assert.InRange(budget.Expected!.Value, 300_000, 310_010);
        Assert.Contains("expected", BudgetSentence.Of(budget), StringComparison.Ordinal);

        Assert.Equal(BudgetState.Exhausted, Budget.Of(objective, new CountSeries(now), At("2026-11-01T00:01Z")).State);
        Assert.Equal(BudgetState.Met, Budget.Of(objective, new CountSeries(now), At("2026-11-01T00:01Z"), eventsPerDay: 10_000).State);
    }

    [Fact]
    public void At_its_end_a_calendar_budget_is_that_of_what_came()
    {
        var objective = new Objective("a", s_somewhere) { Operation = "checkout", Target = 0.9, Window = new() { Calendar = "day" } };
        var minutes = new[] { new MinuteCount(At("2026-10-31T12:00Z"), 500, 500), new MinuteCount(At("2026-11-01T12:00Z"), 80, 100) };
        var budget = Budget.Of(objective, new CountSeries(minutes), At("2026-11-01T23:59:59.999Z"));
        Assert.Equal(10, budget.Allowed, 2);
    }

    [Theory]
    [InlineData("2026-03-29", 600)]
    [InlineData("2026-10-25", 600)]
    [InlineData("2026-11-01", 600)]
    public void Promised_hours_are_as_many_on_days_that_the_clocks_change(string day, int minutes)
    {
        var objective = Throughput(50) with { Hours = new(TimeSpan.FromHours(8), TimeSpan.FromHours(18), Enum.GetValues<DayOfWeek>(), "Europe/Berlin") };
        var from = At(day + "T00:00Z").AddHours(-2);
        var events = ThroughputMinutes.Of(objective, [new(from.AddDays(-1), 1, 1), new(from, 1, 1)], new(from, from.AddHours(28))).ToList();
        Assert.Equal((minutes, 0L), (events.Count, events.Sum(e => e.Good)));
    }

    [Fact]
    public void Hours_over_midnight_belong_to_the_day_on_which_they_begin()
    {
        var objective = Throughput(1) with { Hours = new(TimeSpan.FromHours(22), TimeSpan.FromHours(2), [DayOfWeek.Friday], "UTC") };
        var friday = At("2026-11-27T00:00Z");
        var events = ThroughputMinutes.Of(objective, [new(friday, 1, 1)], new(friday, friday.AddDays(3))).ToList();
        Assert.Equal((240, friday.AddHours(22), friday.AddHours(26).AddMinutes(-1)), (events.Count, events[0].Minute, events[^1].Minute));
    }

    [Fact]
    public void A_minute_is_good_when_it_served_enough_and_bad_when_it_served_nothing()
    {
        var start = At("2026-11-27T10:00Z");
        MinuteCount[] served = [new(start, 2900, 3000), new(start.AddMinutes(1), 2999, 2999), new(start.AddMinutes(3), 9000, 9000), new(start.AddMinutes(3), 1, 1)];
        var events = ThroughputMinutes.Of(Throughput(50), served, new(start.AddDays(-1), start.AddMinutes(5).AddSeconds(30))).ToList();
        Assert.Equal([1, 0, 0, 1, 0], events.Select(e => e.Good));
        Assert.All(events, e => Assert.Equal(1, e.Total));
        Assert.Empty(ThroughputMinutes.Of(Throughput(50), [], new(start, start.AddHours(1))));
    }

    private static Objective Throughput(double perSecond) => new("a", s_somewhere) { Operation = "checkout", Throughput = perSecond, Target = 0.99 };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
