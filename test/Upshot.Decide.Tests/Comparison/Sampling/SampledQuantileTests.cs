using Upshot.Decide.Comparison.Sampling;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Comparison.Sampling;

public class SampledQuantileTests
{
    [Fact]
    public void Where_every_request_was_kept_nothing_is_left_open()
    {
        Assert.Null(SampledQuantile.Of(Latency((1_000, 500)), null, 0.5));
        Assert.Null(SampledQuantile.Of(Latency((1_000, 500)), new(), 0.5));
        Assert.Null(SampledQuantile.Of(new(), Latency((1_000, 90)), 0.5));
    }

    // 400 kept for ten each: the standard error of the share below the median is √(Σ w (w − 1) / 4) / Σ w = √9,000 / 4,000 = 2.37 %, and 1.96 of it 4.65 %.
    [Fact]
    public void The_ends_are_the_quantiles_that_far_away()
    {
        var (latency, variance) = (new ExponentialHistogram(), new ExponentialHistogram());
        for (var i = 1; i <= 400; i++)
        {
            latency.Add(i * 1_000_000L, 10);
            variance.Add(i * 1_000_000L, 90);
        }

        var ends = SampledQuantile.Of(latency, variance, 0.5)!.Value;
        Assert.Equal(latency.Quantile(0.5 - 0.0465), ends.Low, 1.0);
        Assert.Equal(latency.Quantile(0.5 + 0.0465), ends.High, 1.0);
    }

    [Fact]
    public void Of_few_nobody_knows_how_long_the_longest_took_nor_how_short_the_shortest()
    {
        var ends = SampledQuantile.Of(Latency((1_000, 300)), Latency((1_000, 29_700)), 0.95)!.Value;
        Assert.True(double.IsNaN(ends.High));
        Assert.Equal(0, SampledQuantile.Of(Latency((1_000, 300)), Latency((1_000, 29_700)), 0.05)!.Value.Low);
    }

    [Fact]
    public void Weights_that_saturate_every_sum_make_no_nonsense()
    {
        var variance = Latency((1_000, long.MaxValue), (2_000, long.MaxValue));
        Assert.Equal(long.MaxValue, variance.Count);
        var ends = SampledQuantile.Of(Latency((1_000, long.MaxValue), (2_000, long.MaxValue)), variance, 0.5)!.Value;
        Assert.InRange(ends.Low, 900, 1_100);
        Assert.InRange(ends.High, 900, 2_100);
    }

    /// <summary>Of requests of which senders kept one in a hundred, a tenth, a half, a mixture, or all slow ones and a twentieth of the others.</summary>
    [Theory]
    [InlineData(100, 100, 0.5)]
    [InlineData(10, 10, 0.5)]
    [InlineData(10, 10, 0.95)]
    [InlineData(2, 2, 0.95)]
    [InlineData(2, 64, 0.95)]
    [InlineData(-20, 1, 0.5)]
    [InlineData(-20, 1, 0.95)]
    public void The_interval_covers_what_happened_as_often_as_it_says(int weight, int other, double quantile)
    {
        const int runs = 400, requests = 20_000;
        var chance = new Random(11);
        var covered = 0;
        for (var run = 0; run < runs; run++)
        {
            ExponentialHistogram all = new(), latency = new(), variance = new();
            for (var i = 0; i < requests; i++)
            {
                var duration = (long)(50e6 * Math.Exp(0.8 * Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble())));
                var w = weight < 0 ? duration > 150_000_000 ? 1 : -weight : i % 2 == 0 ? weight : other;
                all.Add(duration);
                if (chance.NextDouble() * w < 1)
                {
                    latency.Add(duration, w);
                    variance.Add(duration, w * (w - 1));
                }
            }

            var (low, high) = SampledQuantile.Of(latency, variance, quantile) is { } ends ? (ends.Low, double.IsNaN(ends.High) ? double.PositiveInfinity : ends.High) : (double.NaN, double.NaN);
            covered += all.Quantile(quantile) >= low && all.Quantile(quantile) <= high ? 1 : 0;
        }

        Assert.InRange(covered / (double)runs, 0.92, 0.99);
    }

    private static ExponentialHistogram Latency(params (long Nanos, long Count)[] values)
    {
        var histogram = new ExponentialHistogram();
        foreach (var (nanos, count) in values)
        {
            histogram.Add(nanos, count);
        }

        return histogram;
    }
}
