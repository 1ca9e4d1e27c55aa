using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>Many benchmarks of one program, each with its processes: their variances say of one another how large such variances are.</summary>
/// <remarks>G. K. Smyth (2004): the moderated t.</remarks>
internal static class ModeratedBenchmarks
{
    /// <param name="arms">For each benchmark the numbers of its processes, on the scale of the comparison.</param>
    public static StudentTest[] Test(IReadOnlyList<(double[] Baseline, double[] Candidate)> arms)
    {
        var variances = new SampleVariance[arms.Count];
        for (var i = 0; i < variances.Length; i++)
        {
            variances[i] = SampleVariance.Pooled([SampleVariance.Of(arms[i].Baseline), SampleVariance.Of(arms[i].Candidate)]);
        }

        var prior = VariancePrior.Fit(variances);
        var tests = new StudentTest[arms.Count];
        for (var i = 0; i < tests.Length; i++)
        {
            var shrunk = prior.Shrink(variances[i]);
            tests[i] = new StudentTest(
                arms[i].Candidate.Average() - arms[i].Baseline.Average(),
                shrunk.Value * ((1.0 / arms[i].Baseline.Length) + (1.0 / arms[i].Candidate.Length)),
                shrunk.DegreesOfFreedom);
        }

        return tests;
    }
}
