using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Sampling;

namespace Upshot.Decide.Tests.Comparison.Sampling;

public class DesignEffectTests
{
    [Fact]
    public void What_was_all_kept_says_what_it_counts() => Assert.Equal(DesignEffect.None, DesignEffect.Of([], 20, 980));

    [Fact]
    public void One_in_a_hundred_says_a_hundred_times_less()
    {
        var effect = DesignEffect.Of([new(4, 400, 40_000, 196, 19_600, 1_960_000)], 400, 19_600);
        Assert.Equal(100, effect.Requests, 1e-9);
        Assert.Equal(100, effect.Errors, 1e-9);
    }

    // All 400 errors kept, of the others one in a hundred: the ratio is known nearly as well as if all had been kept.
    [Fact]
    public void Errors_kept_on_purpose_are_known_well()
    {
        var effect = DesignEffect.Of([new(0, 0, 0, 196, 19_600, 1_960_000)], 400, 19_600);
        Assert.Equal(0.98 + (0.02 * 100), effect.Errors, 1e-9);
        Assert.True(effect.Requests > 95);
    }

    // No heavy error came by chance: it might have, and the next one stands for a hundred.
    [Fact]
    public void A_heavy_class_without_an_error_may_have_had_one()
    {
        var effect = DesignEffect.Of([new(100, 200, 400, 4900, 9800, 19_600), new(0, 0, 0, 98, 9800, 980_000)], 200, 19_600);
        Assert.InRange(effect.Errors, 20, 60);
    }

    [Fact]
    public void Errors_of_sampled_requests_spread_more_by_the_design_effect()
    {
        var all = new ErrorStrata([new(100, 5000)], [new(150, 5000)]);
        var sampled = new ErrorStrata([new(100, 5000, 9)], [new(150, 5000, 9)]);
        Assert.Equal(9 * all.Variance(0), sampled.Variance(0), 1e-15);
        Assert.Equal(all.Difference, sampled.Difference);
    }

    [Fact]
    public void What_sampling_adds_is_no_difference_between_processes()
    {
        ErrorCount[] arm = [new(100, 10_000, 100), new(300, 10_000, 100), new(200, 10_000, 100)];
        double Spread(IEnumerable<ErrorCount> counts) => ErrorOverdispersion.Learn(Enumerable.Repeat<IReadOnlyList<ErrorCount>>([.. counts], 5)).Spread;
        Assert.InRange(Spread(arm), 0, 0.05);
        Assert.True(Spread(arm.Select(c => new ErrorCount(c.Errors, c.Requests))) > 0.1);
    }
}
