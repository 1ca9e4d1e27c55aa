using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Budgets;

public class SampledRatioTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Where_every_event_was_kept_there_is_no_interval() => Assert.Null(SampledRatio.Of(new EventCount(1_000, 7)));

    [Fact]
    public void Failures_that_were_all_kept_are_known_but_for_how_many_others_there_were()
    {
        var ratio = SampledRatio.Of(new EventCount(10_020, 20) { Sampling = new(990_000, 0, 100, 1) })!.Value;
        Assert.InRange(ratio.Low, 20.0 / 12_500, 20.0 / 11_500);
        Assert.InRange(ratio.High, 20.0 / 8_600, 20.0 / 7_600);
    }

    [Fact]
    public void Without_a_failure_one_of_the_heaviest_may_have_been_missed() => Assert.InRange(SampledRatio.Of(new EventCount(10_000, 0) { Sampling = new(990_000, 0, 100, 0) })!.Value.High, 0.025, 0.045);

    // 1 of 100 was kept of one half, everything of the other: that none of the failures is heavy is nothing strange.
    [Fact]
    public void Failures_of_the_fully_kept_half_do_not_speak_for_the_other()
    {
        var ratio = SampledRatio.Of(new EventCount(20_100, 100) { Sampling = new(990_000, 0, 100, 1) })!.Value;
        Assert.InRange(ratio.Low, 0.004, 0.005);
        Assert.InRange(ratio.High, 0.015, 0.03);
    }

    [Theory]
    [InlineData(5_000_000_000, 50_000_000, 2)]
    [InlineData(long.MaxValue / 4, long.MaxValue / 8, 1 << 20)]
    [InlineData(1_048_576, 1_048_576, 1 << 20)]
    [InlineData(3, 1, 2)]
    public void However_much_was_counted_the_ends_lie_around_what_was_seen(long total, long bad, long weight)
    {
        var ratio = SampledRatio.Of(new EventCount(total, bad) { Sampling = new((double)(total - bad) * (weight - 1), (double)bad * (weight - 1), weight, weight) })!.Value;
        Assert.InRange((double)bad / total, ratio.Low, ratio.High);
        Assert.InRange(ratio.Low, 0, 1);
        Assert.InRange(ratio.High, 0, 1);
    }

    [Fact]
    public void The_budget_says_between_what_it_is_spent_and_in_a_sentence()
    {
        var objective = new Objective("works", new SourceLocation("upshot.yaml", 1, 1)) { Operation = "checkout", Target = 0.99, Window = new() { Length = TimeSpan.FromDays(7) } };
        MinuteCount[] minutes = [new(s_noon, 49_500, 50_000) { Sampling = new(49_500 * 99.0, 500 * 99.0, 100, 100) }, new(s_noon.AddMinutes(1), 100, 100)];
        var budget = Budget.Of(objective, new CountSeries(minutes), s_noon.AddMinutes(5));
        Assert.Equal(new SamplingVariance(49_500 * 99.0, 500 * 99.0, 100, 100), budget.Count.Sampling);
        Assert.True(budget.ConsumedBy(budget.Sampled!.Value.Low) < budget.Consumed && budget.ConsumedBy(budget.Sampled.Value.High) > budget.Consumed);
        Assert.Matches("Senders sampled: between [0-9]+ % and [12][0-9]+ % of it is spent \\(95 %\\)", BudgetSentence.Of(budget));
        Assert.DoesNotContain("sampled", BudgetSentence.Of(Budget.Of(objective, new CountSeries([new(s_noon, 49_500, 50_000)]), s_noon.AddMinutes(5))));
    }

    /// <summary>The short form of what bench/Verdicts simulates.</summary>
    [Theory]
    [InlineData(0.1, 0.1, 0.93, 0.97)]
    [InlineData(1, 0.1, 0.93, 0.97)]
    [InlineData(0.5, 0.5, 0.93, 0.975)]
    public void Of_twenty_intervals_nineteen_hold_what_happened(double keepBad, double keepGood, double least, double most)
    {
        var random = new Random(7);
        var covered = 0;
        const int Trials = 1_500;
        for (var trial = 0; trial < Trials; trial++)
        {
            var (bad, kept) = (0L, new SampledCount());
            for (var i = 0; i < 2_000; i++)
            {
                var isBad = random.NextDouble() < 0.05;
                bad += isBad ? 1 : 0;
                var keep = isBad ? keepBad : keepGood;
                if (random.NextDouble() < keep)
                {
                    kept.Add((long)Math.Round(1 / keep), !isBad);
                }
            }

            var ratio = SampledRatio.Of(kept.Count)!.Value;
            covered += bad / 2_000.0 is var happened && ratio.Low <= happened && happened <= ratio.High ? 1 : 0;
        }

        // Two standard errors of 1,500 trials are 1.1 %.
        Assert.InRange((double)covered / Trials, least - 0.011, most + 0.011);
    }

    private sealed class SampledCount
    {
        public EventCount Count { get; private set; }

        public void Add(long weight, bool isGood) =>
            Count = new EventCount(Count.Total + weight, Count.Bad + (isGood ? 0 : weight)) { Sampling = Count.Sampling + SamplingVariance.Of(weight, isGood) };
    }
}
