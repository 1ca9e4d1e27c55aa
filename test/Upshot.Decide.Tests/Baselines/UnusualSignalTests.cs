using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Baselines;

public class UnusualSignalTests
{
    private const int Weeks = 6;
    private static readonly long s_end = SignalPast.StepOf(new DateTimeOffset(2026, 11, 27, 14, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Four_ordinary_weeks_of_busy_days_and_quiet_nights_have_few_alarms()
    {
        var alarms = 0;
        for (var seed = 1; seed <= 4; seed++)
        {
            var past = Past(seed);
            for (var step = s_end - SignalPast.StepsAWeek; step <= s_end; step += SignalPast.StepsAnHour / 2)
            {
                alarms += UnusualSignal.Of(past with { Values = [.. past.Values.Take((int)(step - past.First))] }, step, "both", isCount: true) is null ? 0 : 1;
            }
        }

        // Of 1,344 looks; and alone an alarm tells nobody.
        Assert.InRange(alarms, 0, 6);
    }

    [Theory]
    [InlineData(0.3, "down", 20)]
    [InlineData(0.5, "both", 14)]
    [InlineData(2.0, "up", 20)]
    public void What_is_far_from_usual_is_found_within_twenty_minutes(double factor, string direction, int least)
    {
        var found = Enumerable.Range(1, 20).Select(seed => UnusualSignal.Of(Past(seed, step => step >= s_end - 4 ? factor : 1), s_end, direction, isCount: true)).OfType<UnusualSignal>().ToList();
        Assert.True(found.Count >= least, $"{found.Count} of 20");
        Assert.All(found, f => Assert.InRange((SignalPast.TimeOf(s_end) - f.Since).TotalMinutes, 5, 20));
        Assert.All(found, f => Assert.InRange(f.Value / f.Usual, factor * 0.6, factor * 1.4));
    }

    [Fact]
    public void The_other_direction_is_nobodys_business() =>
        Assert.Null(UnusualSignal.Of(Past(1, step => step >= s_end - 4 ? 0.5 : 1), s_end, "up", isCount: true));

    [Fact]
    public void A_signal_that_stops_is_found_and_one_that_never_varied_is_no_infinity()
    {
        Assert.NotNull(UnusualSignal.Of(Flat(step => step >= s_end - 4 ? 0 : 400), s_end, "down", isCount: true));
        Assert.Null(UnusualSignal.Of(Flat(step => step >= s_end - 4 ? 404 : 400), s_end, "both", isCount: true));
        Assert.Null(UnusualSignal.Of(Flat(_ => 0), s_end, "both", isCount: true));
    }

    [Fact]
    public void After_an_alarm_the_next_one_waits_for_an_hour()
    {
        bool IsLow(long step, int gap) => step >= s_end - 12 - gap && step < s_end - 6 - gap || step >= s_end - 6;
        Assert.Null(UnusualSignal.Of(Flat(step => IsLow(step, 3) ? 40 : 400), s_end, "down", isCount: true));
        Assert.NotNull(UnusualSignal.Of(Flat(step => IsLow(step, 20) ? 40 : 400), s_end, "down", isCount: true));
    }

    [Fact]
    public void One_week_of_a_past_says_nothing()
    {
        var past = Past(1, step => step >= s_end - 4 ? 0 : 1);
        Assert.Null(UnusualSignal.Of(new(s_end - SignalPast.StepsAWeek, [.. past.Values.TakeLast(SignalPast.StepsAWeek)]), s_end, "both", isCount: true));
        Assert.Null(UnusualSignal.Of(new(0, []), s_end, "both", isCount: true));
    }

    [Fact]
    public void It_pages_only_while_the_budget_burns_and_no_longer()
    {
        var here = new SourceLocation("upshot.yaml", 1, 1);
        var rule = new BaselineRule(new("orders", "orders", "works", here), new("orders", SignalKind.Event, here), new("works", here) { Operation = "o", Target = 0.99 });
        var now = SignalPast.TimeOf(s_end);
        var unusual = new UnusualSignal(now.AddMinutes(-10), 40, 100);
        Assert.Equal(AlertCondition.Uncertain, rule.Read(unusual, _ => new EventCount(10_000, 50), now).Condition);
        Assert.Equal(AlertCondition.Uncertain, rule.Read(unusual, _ => new EventCount(100, 2), now).Condition);
        Assert.Equal(AlertCondition.Quiet, rule.Read(null, _ => new EventCount(10_000, 9_000), now).Condition);

        // Pending first, a page while users feel it, over five minutes after they do not, however unusual it stays.
        IReadOnlyList<AlertEpisode> open = [];
        var states = new List<string>();
        for (var minute = 0; minute < 20; minute++)
        {
            var reading = rule.Read(unusual, _ => new EventCount(10_000, minute is >= 5 and < 10 ? 300 : 10), now.AddMinutes(minute));
            open = EpisodeSteps.Next(open, [reading], [], now.AddMinutes(minute)).Open;
            states.Add(open.Count == 0 ? "none" : open[0].State.ToString());
        }

        Assert.Equal(("Pending", "Firing", "Firing", "none", "Pending"), (states[4], states[5], states[13], states[14], states[15]));
    }

    // Two hundred in five minutes by day, forty by night, half of it at weekends; hours differ by a tenth from week to week.
    private static SignalPast Past(int seed, Func<long, double>? factor = null)
    {
        var random = new Random(seed);
        var (first, hourly) = (s_end - (Weeks * SignalPast.StepsAWeek), 1.0);
        return new(first, [.. Enumerable.Range(0, Weeks * SignalPast.StepsAWeek).Select(i =>
        {
            var step = first + i;
            var at = SignalPast.TimeOf(step);
            hourly = step % SignalPast.StepsAnHour == 0 ? 1 + (0.1 * Normal(random)) : hourly;
            var mean = (120 - (80 * Math.Cos(at.TimeOfDay.TotalHours / 24 * 2 * Math.PI))) * (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.5 : 1) * hourly * (factor?.Invoke(step) ?? 1);
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal(random))));
        })]);
    }

    private static SignalPast Flat(Func<long, double> value)
    {
        var first = s_end - (Weeks * SignalPast.StepsAWeek);
        return new(first, [.. Enumerable.Range(0, Weeks * SignalPast.StepsAWeek).Select(i => value(first + i))]);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
