using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Sampling;

/// <summary>Between what a quantile of durations lies whose requests senders sampled: 95 % of what happened, within the histogram's error.</summary>
/// <remarks>R. S. Woodruff, "Confidence intervals for medians and other position measures", Journal of the American Statistical Association 47 (1952); each request was kept or not by itself.</remarks>
/// <param name="Low">In the histogram's unit; 0: so few were kept that it may be any of the short ones.</param>
/// <param name="High">NaN: so few were kept that nothing says how long the longest took.</param>
public readonly record struct SampledQuantile(double Low, double High)
{
    private const double Reach = 1.959963984540054;

    /// <param name="latency">By weight.</param>
    /// <param name="variance">Σ w (w − 1) of the same requests by bucket; null or empty: all were kept.</param>
    /// <param name="quantile">Between 0 and 1.</param>
    /// <returns>Null: nothing is left open.</returns>
    public static SampledQuantile? Of(ExponentialHistogram latency, ExponentialHistogram? variance, double quantile)
    {
        if (variance is not { Count: > 0 } || latency.Count <= 0)
        {
            return null;
        }

        // Σ w (w − 1) (1{x ≤ x_q} − q)²: those below and those above weigh differently, so that slow requests that were kept on purpose make a high quantile sharp.
        var below = (double)variance.CountAtMost((long)Math.Min(latency.Quantile(quantile), long.MaxValue / 2));
        var above = Math.Max(0, variance.Count - below);
        var reach = Reach * Math.Sqrt((below * (1 - quantile) * (1 - quantile)) + (above * quantile * quantile)) / latency.Count;
        return new(quantile - reach <= 0 ? 0 : latency.Quantile(quantile - reach), quantile + reach >= 1 ? double.NaN : latency.Quantile(quantile + reach));
    }
}
