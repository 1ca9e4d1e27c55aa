using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// Two versions at the same time, one number a process: what the hour did it did to both. The variance is that between processes of one version,
/// and the same for both (Student's, not Welch's: with one or two processes an arm's own spread says nothing), shrunk towards what earlier
/// releases of the service showed. One process against one has no spread of its own and rests on theirs alone.
/// </summary>
internal static class ProcessMeans
{
    /// <param name="prior">What earlier releases say; none without.</param>
    public static StudentTest Test(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate, VariancePrior prior)
    {
        var own = SampleVariance.Pooled([SampleVariance.Of(baseline), SampleVariance.Of(candidate)]);
        var variance = prior.Shrink(own, own.DegreesOfFreedom);
        return new StudentTest(Mean(candidate) - Mean(baseline), variance.Value * ((1.0 / baseline.Count) + (1.0 / candidate.Count)), variance.DegreesOfFreedom);
    }

    private static double Mean(IReadOnlyList<double> values)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Count; i++)
        {
            sum += values[i];
        }

        return sum / values.Count;
    }
}
