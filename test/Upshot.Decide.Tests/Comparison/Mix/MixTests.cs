using Upshot.Decide.Comparison.Mix;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Comparison.Mix;

public class MixTests
{
    // Half slow, half fast is the baseline's mix; the candidate served seventy requests of 200 and thirty of 50.
    [Fact]
    public void At_the_baselines_mix_the_candidate_is_what_it_is()
    {
        var weights = MixStandardisation.Weights([70, 30], [0.5, 0.5]);
        Assert.Equal([0.714286, 1.666667], weights.Select(w => Math.Round(w, 6)));
        Assert.Equal(155, MixStandardisation.Mean([70 * 200, 30 * 50], [70, 30], [1, 1]), 1e-9);
        Assert.Equal(125, MixStandardisation.Mean([70 * 200, 30 * 50], [70, 30], weights), 1e-9);
        Assert.Equal(84, MixStandardisation.EffectiveSize([70, 30], weights), 1e-9);
    }

    [Fact]
    public void A_kind_that_was_not_seen_is_left_out_of_the_mix()
    {
        Assert.Equal([1.0, 0], MixStandardisation.Weights([100, 0], [0.5, 0.5]));
        Assert.Equal([0.0, 0], MixStandardisation.Weights([0, 0], [0.5, 0.5]));
    }

    [Fact]
    public void A_weighted_quantile_lies_where_the_weights_put_it()
    {
        var (slow, fast) = (new ExponentialHistogram(), new ExponentialHistogram());
        slow.Add(200_000_000, 70);
        fast.Add(50_000_000, 30);
        Assert.Equal(200e6, MixStandardisation.Quantile([slow, fast], [1, 1], 0.5), 3e6);
        Assert.Equal(50e6, MixStandardisation.Quantile([slow, fast], [0.3, 2.6], 0.5), 1e6);
        Assert.True(double.IsNaN(MixStandardisation.Quantile([new ExponentialHistogram()], [1], 0.5)));
    }

    // Interpolated, ten thousand values evenly spread over a bucket give its middle within the chance of none.
    [Fact]
    public void A_quantile_is_interpolated_inside_its_bucket()
    {
        var histogram = new ExponentialHistogram();
        histogram.AddBucket(1000, 100);
        var width = Math.Log(2) / 64;
        Assert.Equal(width * 1000.25, WeightedQuantile.Log([histogram], [1], 0.25), 1e-9);
        Assert.Equal(width * 1000.75, WeightedQuantile.Log([histogram], [1], 0.75), 1e-9);
    }
}
