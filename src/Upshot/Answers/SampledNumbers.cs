using Upshot.Decide.Budgets;
using Upshot.Decide.Comparison.Sampling;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>Between what numbers lie whose requests senders sampled: 95 % of what happened. An end that nothing tells is null.</summary>
/// <param name="ErrorRatio">Of all requests.</param>
/// <param name="P50Millis">Of requests that succeeded, as the others.</param>
public sealed record SampledNumbers(Interval ErrorRatio, Interval P50Millis, Interval P95Millis, Interval P99Millis)
{
    /// <param name="sampling">What sampling leaves open of the requests that succeeded and of those that failed.</param>
    /// <param name="variance">The same of durations, bucket by bucket.</param>
    /// <returns>Null: every request was kept.</returns>
    public static SampledNumbers? Of(long requests, long errors, SamplingVariance sampling, ExponentialHistogram latency, ExponentialHistogram? variance)
    {
        if (sampling.IsNone || requests <= 0)
        {
            return null;
        }

        var ratio = (double)errors / requests;
        var within = SampledRatio.Of(new(requests, errors) { Sampling = sampling });
        return new(new(ratio, within?.Low ?? ratio, within?.High ?? ratio), Millis(0.5), Millis(0.95), Millis(0.99));

        Interval Millis(double quantile)
        {
            var value = latency.Quantile(quantile);
            var ends = SampledQuantile.Of(latency, variance, quantile) ?? new(value, value);
            return new(Interval.Finite(value / 1e6), Interval.Finite(ends.Low / 1e6), Interval.Finite(ends.High / 1e6));
        }
    }
}
