using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>A version's own number over all its requests, whatever an interval rests on.</summary>
internal static class ExactValue
{
    public static (double Value, long Requests) Of(ArmEvidence arm, Measure measure)
    {
        long count = 0, errors = 0, succeeded = 0;
        double sum = 0;
        var latency = new ExponentialHistogram();
        var quantile = measure.Quantile();
        foreach (var row in arm.Replicates.Concat(arm.Rest))
        {
            count += row.Count;
            errors += row.Errors;
            succeeded += row.Latency.Count;
            sum += row.SumNanos;
            if (quantile is not null)
            {
                latency.Merge(row.Latency);
            }
        }

        var value = measure switch
        {
            Measure.ErrorRatio => count > 0 ? (double)errors / count : double.NaN,
            Measure.LatencyMean => succeeded > 0 ? sum / succeeded : double.NaN,
            Measure.Throughput => Rate(arm),
            _ => latency.Quantile(quantile!.Value),
        };
        return (value, count);
    }

    // Over the time in which the version ran and is known block by block, never over time in which it did not.
    private static double Rate(ArmEvidence arm)
    {
        var count = arm.Replicates.Sum(r => r.Count);
        var seconds = arm.Replicates.Where(r => r.Count > 0).Select(r => (r.Start, r.Length)).Distinct().Sum(b => b.Length.TotalSeconds);
        return seconds > 0 ? count / seconds : double.NaN;
    }
}
