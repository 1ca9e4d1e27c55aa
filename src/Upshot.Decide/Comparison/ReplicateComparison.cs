using MathNet.Numerics;

namespace Upshot.Decide.Comparison;

/// <summary>Compares two groups of replicates by one number each.</summary>
internal static class ReplicateComparison
{
    public static ComparisonResult Compare(double[] baseline, double[] candidate, double margin, bool higherIsBetter, double alpha) =>
        Compare([.. baseline.Select(v => new[] { v })], [.. candidate.Select(v => new[] { v })], margin, higherIsBetter, alpha, error: 0);

    /// <param name="baseline">For each process its numbers in the order of time; processes are independent, numbers of one are not.</param>
    /// <param name="margin">The largest relative harm that is acceptable.</param>
    /// <param name="error">Relative systematic error of each of the numbers.</param>
    public static ComparisonResult Compare(IReadOnlyList<double[]> baseline, IReadOnlyList<double[]> candidate, double margin, bool higherIsBetter, double alpha, double error)
    {
        double[] before = [.. baseline.SelectMany(v => v)];
        double[] after = [.. candidate.SelectMany(v => v)];
        var terms = ComparisonScale.Of(before, after, margin, higherIsBetter, error);
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            BaselineReplicates = before.Length,
            CandidateReplicates = after.Length,
            Baseline = terms.Baseline,
            Candidate = terms.Candidate,
            Margin = margin,
            Alpha = alpha,
        };
        if (Math.Min(before.Length, after.Length) < 2)
        {
            var ratio = result.Baseline <= 0 ? double.NaN : result.Candidate / result.Baseline;
            return result with { Ratio = new Estimate(ratio, double.NaN, double.NaN), RequiredReplicates = RequiredSampleSize.Least, Method = "no test: one replicate has no spread" };
        }

        var scale = terms.Scale;
        // Blocks of one process are not exchangeable.
        var isOneEach = baseline.Concat(candidate).All(v => v.Length == 1);
        var exactP = isOneEach && before.Length + after.Length <= ExactPermutation.MostValues
            ? ExactPermutation.P([.. before.Select(scale.To)], [.. after.Select(scale.To)])
            : (double?)null;
        var (first, second) = ProcessSpread.Groups(Scaled(baseline, scale), Scaled(candidate, scale));
        var means = new TwoMeans(first, second, exactP, terms.Tolerance);
        // Without any spread only the ways to deal the values count; where there are too few of them, no interval of this confidence exists.
        var isUnsupported = means.HasNoSpread && 2 / SpecialFunctions.Binomial(before.Length + after.Length, before.Length) > alpha;
        if (isUnsupported)
        {
            var seen = means.Difference(alpha).Value;
            return result with
            {
                Ratio = new Estimate(scale.Ratio(seen), double.NaN, double.NaN),
                Difference = terms.IsLogarithmic ? null : new Estimate(seen, double.NaN, double.NaN),
                P = means.P,
                ExactP = means.ExactP,
                RequiredReplicates = RequiredSampleSize.Least,
                Method = $"exact permutation, {scale.Name}",
            };
        }

        var difference = means.Difference(alpha);
        var variance = Math.Min(before.Length, after.Length) * (means.First.SquaredError + means.Second.SquaredError);
        return Judgement.Judge(
            result with
            {
                Ratio = scale.Ratios(difference),
                Difference = terms.IsLogarithmic ? null : difference,
                P = means.P,
                ExactP = means.ExactP,
                TestStatistics = new TestStatistics(AdverseEffect.Of(difference, higherIsBetter), terms.Limit, terms.Tolerance, means.HasNoSpread ? 0 : variance, Math.Min(before.Length, after.Length)),
                Method = means.HasNoSpread ? $"exact permutation, {scale.Name}" : $"Welch's t, {scale.Name}",
            },
            means.P);
    }

    private static List<double[]> Scaled(IReadOnlyList<double[]> series, Scale scale) => [.. series.Select(s => s.Select(scale.To).ToArray())];
}
