using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Mix;

/// <summary>
/// Requests of several kinds (routes, tenants), told at one common mix: each kind of request of a process counts as often as it is among the
/// baseline's requests. What then differs is the code; what differs only as served is who asked.
/// </summary>
/// <remarks>
/// Direct standardisation; J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for Rates and Proportions" (2003), chapter 19. The part that
/// the mix explains is that of A. S. Blinder and R. Oaxaca (1973).
/// </remarks>
internal static class MixStandardisation
{
    /// <param name="counts">Requests of each kind, of one process.</param>
    /// <param name="mix">The share of each kind in the common mix; kinds that the process has none of are left out.</param>
    /// <returns>What one request of each kind counts; their sum over the requests is the number of requests.</returns>
    public static double[] Weights(IReadOnlyList<long> counts, IReadOnlyList<double> mix)
    {
        long all = 0;
        var covered = 0.0;
        for (var i = 0; i < counts.Count; i++)
        {
            all += counts[i];
            covered += counts[i] > 0 ? mix[i] : 0;
        }

        var weights = new double[counts.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = counts[i] > 0 && covered > 0 ? mix[i] / covered * all / counts[i] : 0;
        }

        return weights;
    }

    /// <summary>The mean of weighted requests.</summary>
    public static double Mean(IReadOnlyList<double> sums, IReadOnlyList<long> counts, IReadOnlyList<double> weights)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < sums.Count; i++)
        {
            sum += weights[i] * sums[i];
            weight += weights[i] * counts[i];
        }

        return sum / weight;
    }

    /// <summary>How many unweighted requests know as much.</summary>
    public static double EffectiveSize(IReadOnlyList<long> counts, IReadOnlyList<double> weights)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            sum += weights[i] * counts[i];
            squares += weights[i] * weights[i] * counts[i];
        }

        return squares > 0 ? sum * sum / squares : 0;
    }

    /// <summary>A quantile of weighted requests, interpolated on the logarithm inside the bucket where it lies; NaN where there is none.</summary>
    public static double Quantile(IReadOnlyList<ExponentialHistogram> kinds, IReadOnlyList<double> weights, double q) =>
        WeightedQuantile.Of(kinds, weights, q);
}
