namespace Upshot.Decide.Comparison;

/// <summary>Compares two groups of replicates by one number each.</summary>
internal static class ReplicateComparison
{
    /// <param name="margin">The largest relative harm that is acceptable.</param>
    /// <param name="error">Relative systematic error of each of the numbers.</param>
    public static ComparisonResult Compare(double[] baseline, double[] candidate, double margin, bool higherIsBetter, double alpha, double error = 0)
    {
        var isLogarithmic = baseline.Concat(candidate).All(v => v > 0);
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            BaselineReplicates = baseline.Length,
            CandidateReplicates = candidate.Length,
            Baseline = Centre(baseline, isLogarithmic),
            Candidate = Centre(candidate, isLogarithmic),
            Margin = margin,
            Alpha = alpha,
        };
        if (Math.Min(baseline.Length, candidate.Length) < 2)
        {
            var ratio = result.Baseline == 0 ? double.NaN : result.Candidate / result.Baseline;
            return result with { Ratio = new Estimate(ratio, double.NaN, double.NaN), Needed = Needed.Least, Method = "no test: one replicate has no spread" };
        }

        var scale = isLogarithmic ? Scale.Logarithmic : Scale.Linear(result.Baseline);
        var unit = isLogarithmic ? 1 : Math.Abs(result.Baseline);
        var limit = !isLogarithmic ? margin * unit : higherIsBetter ? -Math.Log(1 - Math.Min(margin, 0.999)) : Math.Log(1 + margin);
        var allowance = isLogarithmic ? 2 * Math.Log(1 + error) : 2 * error * unit;
        var means = new TwoMeans([.. baseline.Select(scale.To)], [.. candidate.Select(scale.To)], allowance);
        var difference = means.Difference(alpha);
        var harm = Harm.Of(difference, higherIsBetter);
        var verdict = Judgement.Of(harm, means.P, alpha, limit);
        return result with
        {
            Verdict = verdict,
            Ratio = scale.Ratios(difference),
            P = means.P,
            ExactP = means.ExactP,
            Needed = verdict == Verdict.Inconclusive
                ? means.HasNoSpread ? Math.Max(Needed.Least, Math.Min(baseline.Length, candidate.Length) + 1)
                : Needed.Replicates(harm.Value, limit, allowance, means.Variances, alpha, Math.Min(baseline.Length, candidate.Length))
                : null,
            Method = means.HasNoSpread ? $"exact permutation, {scale.Name}" : $"Welch's t, {scale.Name}",
        };
    }

    private static double Centre(double[] values, bool isLogarithmic) =>
        values.Length == 0 ? double.NaN : isLogarithmic ? Math.Exp(values.Average(Math.Log)) : values.Average();
}
