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
    public static Concurrent.ErrorCount Errors(IReadOnlyList<ReplicateEvidence> rows, CommonMix? mix)
    {
        var weights = Weights(rows, mix, latency: false, out _);
        double errors = 0, requests = 0, designed = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            errors += weights[i] * rows[i].Errors;
            requests += weights[i] * rows[i].Count;
            designed += weights[i] * rows[i].Count * rows[i].ErrorDesignEffect;
        }

        return new Concurrent.ErrorCount(errors, requests, requests > 0 ? designed / requests : 1);
    }

    /// <summary>How far off interpolation inside a bucket can be: nearly nothing where many buckets share the requests, a whole bucket where one holds all.</summary>
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
        var share = at > 0 ? (double)all.CountAt(ExponentialHistogram.IndexOf((long)at)) / all.Count : 0;
        return Step * Math.Min(1, 2 * share);
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
