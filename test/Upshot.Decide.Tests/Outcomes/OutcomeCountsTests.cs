using Upshot.Decide.Outcomes;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Outcomes;

public class OutcomeCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Objective Ordered = new("ordered", new("upshot.yaml", 1, 1)) { Operation = "checkout", Outcome = new("conversion", new("upshot.yaml", 1, 1)) { Signal = "orders", Per = "checkout" } };

    [Fact]
    public void Of_the_requests_of_a_minute_so_many_came_to_it() =>
        Assert.Equal([(0, 8, 10), (1, 7, 10)], Of(Ordered, [10, 10], [8, 7], 2));

    [Fact]
    public void More_than_a_minute_has_requests_belongs_to_the_two_before_and_to_none_earlier() =>
        // Four minutes of ten requests, their outcomes sent with the fourth: three minutes can be told, the first one cannot.
        Assert.Equal([(0, 0, 10), (1, 5, 10), (2, 10, 10), (3, 10, 10)], Of(Ordered, [10, 10, 10, 10], [0, 0, 0, 25], 4));

    [Fact]
    public void More_outcomes_than_requests_are_no_more_than_all_of_them() =>
        Assert.Equal([(0, 10, 10)], Of(Ordered, [10], [50], 1));

    [Fact]
    public void What_comes_a_minute_after_the_range_still_counts_in_it_and_is_not_told() =>
        Assert.Equal([(0, 9, 10)], Of(Ordered, [10, 3], [4, 8], 1));

    [Fact]
    public void Of_an_outcome_that_is_a_harm_those_are_good_that_did_not_come_to_it() =>
        Assert.Equal([(0, 7, 10)], Of(Ordered with { Outcome = Ordered.Outcome! with { Direction = "down" } }, [10], [3], 1));

    [Fact]
    public void A_minute_without_requests_has_no_events_and_no_outcome_makes_one() =>
        Assert.Equal([(1, 0, 5)], Of(Ordered, [0, 5], [3, 0], 2));

    [Fact]
    public void Broken_counts_count_nothing() =>
        Assert.Equal([(0, 0, 10), (1, 0, 10), (2, 0, 10), (3, 10, 10)], Of(Ordered, [10, 10, 10, 10], [double.NaN, double.NegativeInfinity, -5, 10], 4));

    [Fact]
    public void What_says_no_environment_is_what_is_left_of_all()
    {
        CountedMinute[] apart = [new(Noon, "", "production", 5, 6), new(Noon, "", "test", 1, 1)];
        CountedMinute[] all = [new(Noon, "", "", 8, 10), new(Noon.AddMinutes(1), "", "", 2, 2)];
        Assert.Equal([new CountedMinute(Noon, "", "", 2, 3), all[1]], OutcomeCounts.Rest(all, apart));
        Assert.Empty(OutcomeCounts.Rest([new(Noon, "", "", 6, 7)], apart));
    }

    // A hundred of a thousand requests were kept, each for ten: what counts outcomes by itself knows those exactly, and the others are as open as all requests.
    [Fact]
    public void Of_sampled_requests_those_are_open_that_nothing_else_counted()
    {
        MinuteCount[] requests = [new(Noon, 990, 1_000) { Sampling = new(8_910, 90, 10, 10) }];
        var range = new TimeRange(Noon, Noon.AddMinutes(1));
        Assert.Equal(new SamplingVariance(0, 9_000, 0, 10), Assert.Single(OutcomeCounts.Of(Ordered, "", requests, [new(Noon, 800, 800)], range)).Sampling);
        var harm = Ordered with { Outcome = Ordered.Outcome! with { Direction = "down" } };
        Assert.Equal(new SamplingVariance(9_000, 0, 10, 0), Assert.Single(OutcomeCounts.Of(harm, "", requests, [new(Noon, 30, 30)], range)).Sampling);

        // Spans of the same traces are as open as they were sampled, in whichever minute they count.
        var spans = OutcomeCounts.Of(Ordered, "", [requests[0], requests[0] with { Minute = Noon.AddMinutes(1) }], [new(Noon.AddMinutes(1), 1_500, 1_500) { Variance = 13_500 }], range with { To = Noon.AddMinutes(2) });
        Assert.Equal([new(4_500, 4_500, 0, 10), new(9_000, 0, 0, 10)], spans.Select(m => m.Sampling));
    }

    [Fact]
    public void Good_events_are_never_more_than_all_and_nothing_is_counted_twice()
    {
        var chance = new Random(5);
        for (var run = 0; run < 200; run++)
        {
            long[] requests = [.. Enumerable.Range(0, 20).Select(_ => (long)chance.Next(0, 30))];
            double[] came = [.. Enumerable.Range(0, 20).Select(_ => (double)chance.Next(0, 30))];
            var counted = Of(Ordered, requests, came, 20);
            Assert.All(counted, m => Assert.InRange(m.Good, 0, m.Total));
            Assert.Equal(requests.Sum(), counted.Sum(m => m.Total));
            Assert.True(counted.Sum(m => m.Good) <= came.Sum());
        }
    }

    private static List<(int Minute, long Good, long Total)> Of(Objective objective, long[] requests, double[] came, int minutes) =>
        [.. OutcomeCounts.Of(
            objective, "production", [.. requests.Select((r, i) => new MinuteCount(Noon.AddMinutes(i), r, r))], [.. came.Select((c, i) => new SignalStep(Noon.AddMinutes(i), c, c))],
            new(Noon, Noon.AddMinutes(minutes))).Select(m => ((int)(m.Minute - Noon).TotalMinutes, m.Good, m.Total))];
}
