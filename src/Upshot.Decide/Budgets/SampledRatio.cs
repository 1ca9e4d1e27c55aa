using Upshot.Decide.Comparison.Sampling;

namespace Upshot.Decide.Budgets;

/// <summary>The share of failed events that happened, as far as events that senders sampled tell it.</summary>
/// <param name="Low">The lower end of 95 %.</param>
/// <param name="High">The upper end.</param>
public readonly record struct SampledRatio(double Low, double High)
{
    private const double Alpha = 0.05;

    /// <summary>So unlikely that no heavy failure was among those observed is not taken for chance: failures were kept on purpose.</summary>
    private const double Chance = 0.01;

    /// <summary>Null: all were kept, or there are none.</summary>
    public static SampledRatio? Of(EventCount count)
    {
        if (count.Total <= 0 || count.Sampling.IsNone)
        {
            return null;
        }

        var (bad, good) = (Weighted(count.Bad, count.Sampling.Bad, count.Sampling.BadWeight), Weighted(count.Good, count.Sampling.Good, count.Sampling.GoodWeight));
        var ratio = WeightedRatio.OfWhatHappened(bad, good, WeightOfNext(bad, good), Alpha);
        return new(ratio.Low, ratio.High);
    }

    // The largest weight is no smaller than the mean one, whatever is known of it.
    private static WeightedCount Weighted(long sum, double variance, long largest)
    {
        var more = Math.Max(0, variance);
        return sum <= 0 ? default : new(sum, sum + more, Math.Max(largest, 1 + (more / sum)), 0);
    }

    /// <summary>
    /// How many the next failure may stand for: as many as any other event, unless failures were kept on purpose. That they were is shown where hardly any other event is as light as all failures are.
    /// </summary>
    private static double WeightOfNext(WeightedCount bad, WeightedCount good)
    {
        if (bad.Largest >= good.Largest || good.Largest <= 1)
        {
            return Math.Max(1, bad.Largest);
        }

        // As if all others were of weight 1 or of the largest.
        var heavy = good.SamplingVariance / (good.Largest * (good.Largest - 1));
        var light = Math.Max(0, good.Sum - (heavy * good.Largest));
        var observed = bad.Squares > 0 ? bad.Sum * bad.Sum / bad.Squares : 0;
        return Math.Pow(light / (light + heavy), observed) < Chance ? bad.Largest : good.Largest;
    }
}
