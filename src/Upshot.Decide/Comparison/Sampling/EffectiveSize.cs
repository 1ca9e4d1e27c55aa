namespace Upshot.Decide.Comparison.Sampling;

/// <summary>What weighted observations are worth.</summary>
/// <remarks>L. Kish, "Survey Sampling" (1965). Holds for sampling that does not look at the outcome; for ratios and quantiles of tail-sampled data see <see cref="WeightedRatio"/>.</remarks>
internal static class EffectiveSize
{
    public static double Kish(IReadOnlyList<double> weights)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            sum += weights[i];
            squares += weights[i] * weights[i];
        }

        return squares > 0 ? sum * sum / squares : 0;
    }
}
