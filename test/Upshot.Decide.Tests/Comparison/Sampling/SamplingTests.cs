using Upshot.Decide.Comparison.Sampling;

namespace Upshot.Decide.Tests.Comparison.Sampling;

public class SamplingTests
{
    [Fact]
    public void Unequal_weights_are_worth_little() => Assert.Equal(3.080123, EffectiveSize.Kish([1, 1, 1, 1, 100, 100, 100]), 1e-6);

    [Fact]
    public void Seven_errors_that_stand_for_a_hundred_each()
    {
        var (low, high) = GammaInterval.Exact(700, 70_000, 100, 0.05);
        Assert.Equal(281.436305, low, 1e-5);
        Assert.Equal(1442.267536, high, 1e-5);
        (low, high) = GammaInterval.MidP(700, 70_000, 100, 0.05);
        // Half of P(X ≥ 7) + P(X ≥ 8) is 0.025 at a Poisson mean of 3.061589, and 0.975 at 13.847097.
        Assert.Equal(306.158914, low, 1e-6);
        Assert.Equal(1384.709670, high, 1e-6);
    }

    [Fact]
    public void Without_errors_the_interval_starts_at_none_and_ends_somewhere()
    {
        var ratio = WeightedRatio.Of(new WeightedCount(0, 0, 0, 0), new WeightedCount(1000, 10_000, 10, 10), 0.05);
        Assert.Equal((0.0, 0.0), (ratio.Value, ratio.Low));
        Assert.InRange(ratio.High, 0.02, 0.05);
        var all = WeightedRatio.Of(new WeightedCount(50, 500, 10, 10), new WeightedCount(0, 0, 0, 0), 0.05);
        Assert.Equal((1.0, 1.0), (all.Value, all.High));
    }

    // All errors kept: what happened is known, up to how many went well.
    [Fact]
    public void What_happened_is_known_better_than_what_underlies_it()
    {
        var (errors, rest) = (new WeightedCount(20, 20, 1, 1), new WeightedCount(9_980, 998_000, 100, 100));
        var happened = WeightedRatio.OfWhatHappened(errors, rest, 1, 0.05);
        var underlying = WeightedRatio.Of(errors, rest, 0.05);
        Assert.True(happened.Low > underlying.Low && happened.High < underlying.High);
        Assert.True(happened.Low < 0.002 && happened.High > 0.002);
    }

    [Fact]
    public void A_quantile_of_values_that_were_all_kept_is_exact()
    {
        double[] values = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        Assert.Equal(new Upshot.Decide.Comparison.Estimate(50, 50, 50), WoodruffQuantile.Of(values, [.. values.Select(_ => 1.0)], 0.5, 0.05));
        var sampled = WoodruffQuantile.Of(values, [.. values.Select(_ => 10.0)], 0.5, 0.05);
        Assert.InRange(sampled.Low, 38, 44);
        Assert.InRange(sampled.High, 56, 62);
    }
}
