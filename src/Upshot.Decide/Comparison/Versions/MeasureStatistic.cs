using Upshot.Decide.Comparison.Mix;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>A measure of some rows at a common mix, on the scale of the comparison: the logarithm; for errors their weighted number.</summary>
internal static class MeasureStatistic
{
    /// <summary>Bucket width of the histograms on the logarithm.</summary>
    public static readonly double Step = Math.Log(2) / (1 << ExponentialHistogram.Scale);

    /// <returns>NaN where there are too few events.</returns>
    /// <param name="mix">Null: as served.</param>
    public static double Log(IReadOnlyList<ReplicateEvidence> rows, Measure measure, CommonMix? mix)
    {
        var weights = Weights(rows, mix, latency: true, out var events);
        if (events < measure.FewestEvents())
        {
            return double.NaN;
        }

        if (measure.Quantile() is not { } q)
        {
            double sum = 0, weight = 0;
            for (var i = 0; i < rows.Count; i++)
            {
                sum += weights[i] * rows[i].SumNanos;
                weight += weights[i] * rows[i].Latency.Count;
            }

            return sum > 0 ? Math.Log(sum / weight) : double.NaN;
        }

        var histograms = new ExponentialHistogram[rows.Count];
        for (var i = 0; i < histograms.Length; i++)
        {
            histograms[i] = rows[i].Latency;
        }

        var value = WeightedQuantile.Log(histograms, weights, q);
        return double.IsFinite(value) ? value : double.NaN;
    }

    /// <summary>Errors and requests at the mix; the sum of requests is the real one.</summary>
    /// <param name="groups">Null: all are of one time.</param>
    public static Concurrent.ErrorCount Errors(IReadOnlyList<ReplicateEvidence> rows, CommonMix? mix, TimeGroups? groups = null)
    {
        var weights = Weights(rows, mix, latency: false, out _);
        var (errors, requests) = (new double[groups?.Count ?? 1], new double[groups?.Count ?? 1]);
        double all = 0, designed = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var g = groups?.IndexOf(rows[i].Start) ?? 0;
            errors[g] += weights[i] * rows[i].Errors;
            requests[g] += weights[i] * rows[i].Count;
            all += weights[i] * rows[i].Count;
            designed += weights[i] * rows[i].Count * rows[i].ErrorDesignEffect;
        }

        return new Concurrent.ErrorCount(errors, requests, all > 0 ? designed / all : 1);
    }

    private const int SureOfStep = 10;

    /// <summary>
    /// How far off a quantile can be for want of a finer clock: nearly nothing where many buckets share the requests, a whole bucket where one holds all, and where times come in steps (whole
    /// milliseconds) the step to the next one.
    /// </summary>
    public static double Tolerance(IReadOnlyList<ReplicateEvidence> rows, Measure measure)
    {
        if (measure.Quantile() is null || rows.Count == 0)
        {
            return 0;
        }

        var all = new ExponentialHistogram();
        foreach (var row in rows)
        {
            all.Merge(row.Latency);
        }

        var at = all.Quantile(measure.Quantile()!.Value);
        if (at <= 0)
        {
            return 0;
        }

        var bucket = ExponentialHistogram.IndexOf((long)at);
        var count = all.CountAt(bucket);
        // Durations of any length would not leave out the neighbours of a bucket with so many.
        var steps = count < SureOfStep ? 1 : Math.Max(Next(1), Next(-1));
        return Step * (steps > 1 ? steps : Math.Min(1, 2.0 * count / all.Count));

        int Next(int way) => Enumerable.Range(1, 1 << ExponentialHistogram.Scale).FirstOrDefault(i => bucket + (way * i) >= 0 && all.CountAt(bucket + (way * i)) > 0, 1);
    }

    private static double[] Weights(IReadOnlyList<ReplicateEvidence> rows, CommonMix? mix, bool latency, out double events)
    {
        var weights = new double[rows.Count];
        events = 0;
        if (mix is null || !mix.IsMixed)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var use = mix is null || mix.IndexOf(rows[i]) >= 0;
                weights[i] = use ? 1 : 0;
                events += use ? Observed(rows[i]) : 0;
            }

            return weights;
        }

        var counts = new long[mix.Kinds];
        for (var i = 0; i < weights.Length; i++)
        {
            if (mix.IndexOf(rows[i]) is >= 0 and var kind)
            {
                counts[kind] += Events(rows[i]);
                events += Observed(rows[i]);
            }
        }

        var byKind = MixStandardisation.Weights(counts, mix.Shares);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = mix.IndexOf(rows[i]) is >= 0 and var kind ? byKind[kind] : 0;
        }

        return weights;

        long Events(ReplicateEvidence row) => latency ? row.Latency.Count : row.Count;

        // A quantile is not known the better for what its requests stand for.
        double Observed(ReplicateEvidence row) => Events(row) / row.DesignEffect;
    }
}
