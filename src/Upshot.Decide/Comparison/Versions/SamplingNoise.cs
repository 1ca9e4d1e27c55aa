using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// What few requests add to the variance of a process's number. A spread that was learnt from busy processes is not that of a canary with a fiftieth of their requests: what it has less of them than those is added.
/// </summary>
/// <remarks>Of a quantile q(1 − q)/(n f²), of a mean the squared coefficient of variation over n: H. Cramér, "Mathematical Methods of Statistics" (1946), sections 27.7 and 28.5, on the logarithm.</remarks>
internal static class SamplingNoise
{
    private const double Widest = 0.1;

    /// <summary>Times one over the requests: the variance of the logarithm that chance makes.</summary>
    public static double PerRequest(IEnumerable<ReplicateEvidence> rows, Measure measure)
    {
        var all = new ExponentialHistogram();
        foreach (var row in rows)
        {
            all.Merge(row.Latency);
        }

        if (measure.Quantile() is not { } q)
        {
            return Variation(all);
        }

        var step = Math.Min(Widest, Math.Min(q, 1 - q) / 2);
        var width = Math.Log(all.Quantile(q + step) / all.Quantile(q - step));
        return double.IsFinite(width) && width > 0 ? q * (1 - q) * width * width / (4 * step * step) : 0;
    }

    /// <summary>The mean over processes of one over their requests, as they were observed; 0 for none.</summary>
    public static double Rarity(IEnumerable<IReadOnlyList<ReplicateEvidence>> processes) =>
        processes.Select(p => p.Sum(r => r.Latency.Count / r.DesignEffect)).Where(n => n > 0).Select(n => 1 / n).DefaultIfEmpty(0).Average();

    private static double Variation(ExponentialHistogram all)
    {
        double n = all.Count, sum = 0, squares = 0;
        foreach (var (index, count) in all.Buckets())
        {
            var value = ExponentialHistogram.UpperBound(index);
            sum += count * value;
            squares += count * value * value;
        }

        return sum > 0 ? Math.Max(0, (n * squares / (sum * sum)) - 1) : 0;
    }
}
