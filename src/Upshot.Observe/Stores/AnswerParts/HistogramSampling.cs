using Upshot.Evidence;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>What sampling leaves open of requests that succeeded, told apart by how long they took, within the histogram's error.</summary>
internal static class HistogramSampling
{
    /// <param name="variance">Σ w (w − 1) by bucket; null: all were kept.</param>
    /// <param name="limit">Good is what took no longer.</param>
    /// <returns>Without the largest weights, of which a histogram says nothing.</returns>
    public static SamplingVariance Of(ExponentialHistogram? variance, TimeSpan limit) =>
        variance?.CountAtMost(limit.Ticks * 100) is { } good ? new(good, variance.Count - good, 0, 0) : default;
}
