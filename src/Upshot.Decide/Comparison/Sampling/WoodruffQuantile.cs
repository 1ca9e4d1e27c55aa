using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sampling;

/// <summary>A quantile of weighted values, with the interval that comes of inverting that of the distribution function there.</summary>
/// <remarks>R. S. Woodruff, "Confidence intervals for medians and other position measures", Journal of the American Statistical Association 47 (1952).</remarks>
internal static class WoodruffQuantile
{
    /// <param name="values">With weights, in any order.</param>
    /// <param name="ofWhatHappened">Variance w(w − 1): nothing where all was kept. Otherwise w², about what underlies it.</param>
    public static Estimate Of(IReadOnlyList<double> values, IReadOnlyList<double> weights, double q, double alpha, bool ofWhatHappened = true)
    {
        if (values.Count == 0)
        {
            return Estimate.Unknown;
        }

        double[] sorted = [.. values];
        double[] weight = [.. weights];
        Array.Sort(sorted, weight);
        var total = 0.0;
        foreach (var w in weight)
        {
            total += w;
        }

        var point = At(q);
        var variance = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var r = (sorted[i] <= point ? 1 : 0) - q;
            variance += (ofWhatHappened ? weight[i] * (weight[i] - 1) : weight[i] * weight[i]) * r * r;
        }

        var half = -Normal.InvCDF(0, 1, alpha / 2) * Math.Sqrt(Math.Max(0, variance)) / total;
        return new Estimate(point, At(Math.Max(0, q - half)), At(Math.Min(1, q + half)));

        double At(double share)
        {
            var seen = 0.0;
            for (var i = 0; i < sorted.Length; i++)
            {
                seen += weight[i];
                if (seen >= share * total * (1 - 1e-12))
                {
                    return sorted[i];
                }
            }

            return sorted[^1];
        }
    }
}
