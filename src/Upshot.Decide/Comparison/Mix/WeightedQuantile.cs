using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Mix;

/// <summary>
/// A quantile of several histograms whose requests count differently. It is interpolated inside its bucket: without, two thirds of the small
/// differences between processes are the width of a bucket, which is rounding, and no spread.
/// </summary>
internal static class WeightedQuantile
{
    private const double LogBase = 0.69314718055994531 / (1 << ExponentialHistogram.Scale);

    /// <returns>Its natural logarithm; NaN when there is nothing, −∞ when it is zero.</returns>
    public static double Log(IReadOnlyList<ExponentialHistogram> kinds, IReadOnlyList<double> weights, double q)
    {
        var (first, last) = (int.MaxValue, int.MinValue);
        double total = 0, zero = 0;
        for (var k = 0; k < kinds.Count; k++)
        {
            if (weights[k] <= 0 || kinds[k].Count == 0)
            {
                continue;
            }

            total += weights[k] * kinds[k].Count;
            zero += weights[k] * kinds[k].ZeroCount;
            if (kinds[k].Count > kinds[k].ZeroCount)
            {
                first = Math.Min(first, kinds[k].FirstIndex);
                last = Math.Max(last, kinds[k].LastIndex);
            }
        }

        var rank = q * total;
        if (total <= 0)
        {
            return double.NaN;
        }

        if (zero >= rank)
        {
            return double.NegativeInfinity;
        }

        var seen = zero;
        for (var index = first; index <= last; index++)
        {
            var bucket = 0.0;
            for (var k = 0; k < kinds.Count; k++)
            {
                bucket += weights[k] > 0 ? weights[k] * kinds[k].CountAt(index) : 0;
            }

            if (bucket > 0 && seen + bucket >= rank)
            {
                return (index + ((rank - seen) / bucket)) * LogBase;
            }

            seen += bucket;
        }

        return (last + 1) * LogBase;
    }

    public static double Of(IReadOnlyList<ExponentialHistogram> kinds, IReadOnlyList<double> weights, double q) => Math.Exp(Log(kinds, weights, q));
}
