using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Budgets;

public class BudgetTests
{
    // 1000 requests a second by day (12 h) and 10 by night, for 30 days: 1,309 million requests, of which 1.309 million
    // may fail. An hour of night outage fails 36,000: 2.75 %. The mean of 5-minute ratios would call it 138.9 %: 12 of 8640.
    [Fact]
    public void An_hour_of_night_outage_costs_what_its_requests_are_worth()
    {
        var days = Enumerable.Range(0, 30).Select(d => $"""
            load {d}d..{d}d12h 60000/min
            {(d == 15 ? "load 15d12h..15d13h 600/min 100% bad\nload 15d13h..16d 600/min" : $"load {d}d12h..{d + 1}d 600/min")}
            """);
        BudgetScript.Run($"""
            objective 99.9% over 30d
            {string.Join('\n', days)}
            at 30d expect total 1308960000
            at 30d expect bad 36000
            at 30d expect consumed 2.750%
            at 30d expect state met
            """);
    }

    [Fact]
    public void A_budget_counts_down_to_exhausted_and_past_it() => BudgetScript.Run("""
        objective 99% over 10d
        at 5d expect state no traffic
        load 0d..5d 100/min
        at 5d expect remaining 100%
        at 5d expect state met
        load 5d..5d12h 100/min 10% bad
        at 5d12h expect consumed 90.91%
        at 5d12h expect burn 1h 10
        at 5d12h expect state burning
        load 5d12h..6d 100/min 10% bad
        at 6d expect consumed 166.7%
        at 6d expect state exhausted
        at 6d expect exhausted in 0m
        """);

    [Fact]
    public void A_budget_spent_to_the_last_event_is_exhausted() => BudgetScript.Run("""
        objective 99.9% over 30d
        load 0m..10m 100/min
        load 0m..1m 0 total 0 bad
        load 3m..4m 1 total 1 bad
        load 4m..5m 999 total 1 bad
        at 1h expect total 2000
        at 1h expect consumed 100%
        at 1h expect state exhausted
        """);

    [Fact]
    public void What_is_older_than_the_window_does_not_count() => BudgetScript.Run("""
        objective 99% over 1d
        load 0h..1h 10/min 100% bad
        load 1h..26h 10/min
        at 24h expect bad 600
        at 24h30m expect bad 300
        at 25h expect bad 0
        at 24h expect state exhausted
        at 25h expect state met
        """);

    [Fact]
    public void No_traffic_is_neither_good_nor_bad() => BudgetScript.Run("""
        objective 99.9% over 30d
        at 1d expect state no traffic
        at 1d expect burn 1h none
        at 1d expect page no traffic
        at 1d expect never exhausted
        """);

    // At half past twelve 75 of 7500 may fail and 60 did. In the last hour one failed a minute, and 0.1 a minute may: 15 / 0.9.
    [Fact]
    public void Time_to_exhaustion_follows_the_current_burn_in_a_calendar_week() => BudgetScript.Run("""
        objective 99% over week
        load 0h..12h 10/min
        load 12h..12h30m 10/min 2 bad
        at 12h30m expect bad 60
        at 12h30m expect exhausted in 16.667m
        load 12h30m..13h 10/min 2 bad
        at 13h expect exhausted in 0m
        """);

    [Fact]
    public void Time_to_exhaustion_is_the_budget_left_over_what_is_lost_a_minute() => BudgetScript.Run("""
        objective 90% over week
        load 0h..10h 10/min
        load 10h..11h 10/min 5 bad
        at 11h expect bad 300
        at 11h expect remaining 54.545%
        at 11h expect exhausted in 90m
        """);

    [Fact]
    public void A_burn_that_outlasts_the_calendar_period_does_not_exhaust_it() => BudgetScript.Run("""
        objective 90% over week
        load 0d..6d 10/min
        load 6d..6d23h 10/min 2 bad
        at 6d23h expect never exhausted
        """);

    // In a rolling window old failures drop out: 400 of 1000 allowed ones do after the first hour.
    [Fact]
    public void Time_to_exhaustion_in_a_rolling_window_counts_what_drops_out() => BudgetScript.Run("""
        objective 90% over 100h
        load 0h..1h 100/min 50 bad
        load 1h..99h 100/min 1 bad
        load 99h..100h 100/min 9 bad
        at 100h expect never exhausted
        """);

    [Fact]
    public void Calendar_periods_begin_anew() => BudgetScript.Run("""
        objective 99% over month
        load 29d..30d 10/min 100% bad
        load 30d..31d 10/min
        at 30d expect state no traffic
        at 29d12h expect state exhausted
        at 30d12h expect bad 0
        at 30d12h expect state met
        """);

    [Theory]
    [InlineData("week", "2026-03-04T10:00Z", "2026-03-02T00:00Z", "2026-03-09T00:00Z")]
    [InlineData("week", "2026-03-01T23:59Z", "2026-02-23T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("month", "2024-02-29T10:00Z", "2024-02-01T00:00Z", "2024-03-01T00:00Z")]
    [InlineData("quarter", "2026-12-31T23:00Z", "2026-10-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("quarter", "2026-05-01T00:30+02:00", "2026-04-01T00:00Z", "2026-07-01T00:00Z")]
    public void Calendar_periods_are_in_UTC_and_weeks_begin_on_Monday(string calendar, string now, string from, string end)
    {
        var period = BudgetPeriod.Of(new BudgetWindow { Calendar = calendar }, DateTimeOffset.Parse(now));
        Assert.Equal(DateTimeOffset.Parse(from), period.SoFar.From);
        Assert.Equal(DateTimeOffset.Parse(end), period.End);
    }

    [Fact]
    public void Rows_in_any_order_and_in_pieces_sum_to_the_same_budget()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 3000).Select(m => Row(m, random.Next(0, 50), random.Next(0, 3))).ToList();
        var pieces = rows.SelectMany(r => new[] { r with { Good = r.Good - (r.Good / 3), Total = r.Total - (r.Good / 3) }, new MinuteCount(r.Minute, r.Good / 3, r.Good / 3) }).ToArray();
        random.Shuffle(pieces);
        var (whole, cut) = (new CountSeries(rows), new CountSeries(pieces));
        for (var i = 0; i < 200; i++)
        {
            var from = BudgetScript.Origin.AddMinutes(random.Next(-10, 3000));
            var range = new TimeRange(from, from.AddMinutes(random.Next(0, 500)));
            Assert.Equal(whole.Sum(range), cut.Sum(range));
            Assert.Equal(rows.Where(r => r.Minute >= range.From && r.Minute < range.To).Sum(r => r.Total), whole.Sum(range).Total);
        }
    }

    // Property: played forward minute by minute, the budget is first spent when it was said to be.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_forecast_comes_true_when_things_go_on_as_they_are(int seed)
    {
        var random = new Random(seed);
        var objective = new Objective("o", new SourceLocation("t", 1, 1)) { Target = 0.9, Window = new BudgetWindow { Length = TimeSpan.FromHours(10) } };
        var rows = Enumerable.Range(0, 540).Select(m => Row(m, 100, random.Next(0, 20))).ToList();
        rows.AddRange(Enumerable.Range(540, 60).Select(m => Row(m, 100, 8 + seed)));
        var now = BudgetScript.Origin.AddMinutes(600);
        var said = Budget.Of(objective, new CountSeries(rows), now).Exhaustion;

        int? came = null;
        for (var minute = 0; minute <= 1300 && came is null; minute++)
        {
            var count = new CountSeries(rows).Sum(TimeRange.Last(objective.Window.Length, now.AddMinutes(minute)));
            came = count.Bad >= BurnRate.Allowed(0.9) * count.Total ? minute : null;
            rows.Add(Row(600 + minute, 100, 8 + seed));
        }

        Assert.Equal(came is null, said is null);
        Assert.True(said is null || Math.Abs(said.Value.TotalMinutes - came!.Value) <= 1.5, $"said {said}, came {came}");
    }

    private static MinuteCount Row(int minute, long good, long bad) => new(BudgetScript.Origin.AddMinutes(minute), good, good + bad);
}
