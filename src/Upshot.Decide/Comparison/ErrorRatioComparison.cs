using Upshot.Evidence;

namespace Upshot.Decide.Comparison;

/// <summary>
/// Compares two error ratios by their difference in ratio points, which exists without any error too. An arm's ratio is
/// errors / total over all its replicates. Its variance is that between replicates (ratio estimator), and at least
/// that of the binomial with one failure and one success added, so that no errors is not certainty. Of arms that ran side by
/// side it is that of the difference, from block of time to block of time.
/// </summary>
/// <remarks>
/// Ratio estimator: Cochran, "Sampling Techniques" (1977), section 6.3. Added events: Agresti and Caffo, "Simple and
/// effective confidence intervals for proportions and differences of proportions …", The American Statistician 54 (2000).
/// </remarks>
internal static class ErrorRatioComparison
{
    public static ComparisonResult Compare(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> baseline, IReadOnlyList<IReadOnlyList<ReplicateEvidence>> candidate, double margin, double alpha)
    {
        var (before, after) = (ErrorCounts.Of(baseline), ErrorCounts.Of(candidate));
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            BaselineReplicates = before.Replicates,
            CandidateReplicates = after.Replicates,
            Baseline = before.Ratio,
            Candidate = after.Ratio,
            Margin = margin,
            Alpha = alpha,
        };
        if (Math.Min(before.Replicates, after.Replicates) < 2)
        {
            return result with { Needed = RequiredSampleSize.Least, Method = "no test: one replicate has no spread" };
        }

        var (first, second) = ProcessSpread.Groups(before.Rests, after.Rests);
        var (vb, dfb) = before.AtLeastBinomial(first);
        var (va, dfa) = after.AtLeastBinomial(second);
        var points = new Welch(after.Ratio - before.Ratio, Math.Sqrt(vb + va), Satterthwaite(vb, dfb, va, dfa));
        var (rb, ra) = (vb / Square(before.Shrunk), va / Square(after.Shrunk));
        var log = new Welch(Math.Log(after.Shrunk / before.Shrunk), Math.Sqrt(rb + ra), Satterthwaite(rb, dfb, ra, dfa));
        var have = Math.Min(before.Replicates, after.Replicates);
        var difference = Difference(points, alpha);
        return Judgement.Judge(
            result with
            {
                Ratio = Relative(before, after, log, alpha),
                Difference = difference,
                P = points.P(),
                TestStatistics = new TestStatistics(difference, margin, 0, have * (vb + va), have),
                Method = "Welch's t, difference of ratios",
            },
            points.P());
    }

    public static ComparisonResult Compare(Pairing pairing, double margin, double alpha)
    {
        var before = ErrorCounts.Of([[.. pairing.Pairs.Select(p => p.Before)]]);
        var after = ErrorCounts.Of([[.. pairing.Pairs.Select(p => p.After)]]);
        var spread = ProcessSpread.Of(Levels(pairing.Baseline), Levels(pairing.Candidate));
        var events = before.Total + after.Total - 2;
        double[] rests = [.. before.Rests[0].Zip(after.Rests[0], (b, a) => a - b)];
        var paired = PairedTest.Of(after.Ratio - before.Ratio, rests, spread);
        paired = paired with { Test = AtLeast(paired.Test, before.Binomial + after.Binomial) };

        // The same on the scale of logarithms: each rest relative to its arm's ratio.
        double[] relative = [.. before.Rests[0].Zip(after.Rests[0], (b, a) => (a / after.Shrunk) - (b / before.Shrunk))];
        var log = PairedTest.Of(Math.Log(after.Shrunk / before.Shrunk), relative, spread with { Variance = spread.Variance / (before.Shrunk * after.Shrunk) }).Test;
        log = AtLeast(log, (before.Binomial / Square(before.Shrunk)) + (after.Binomial / Square(after.Shrunk)));

        var difference = Difference(paired.Test, alpha);
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            Baseline = before.Ratio,
            Candidate = after.Ratio,
            Margin = margin,
            Alpha = alpha,
            Ratio = Relative(before, after, log, alpha),
            Difference = difference,
            P = paired.Test.P(),
            Method = $"Student's t, difference of ratios, {(paired.ByProcess ? "by process" : "paired by block of time")}",
        };
        return Judgement.Judge(paired.On(result, pairing, spread, difference, margin, 0), result.P);

        Welch AtLeast(Welch test, double binomial) =>
            test.StandardError * test.StandardError >= binomial ? test : test with { StandardError = Math.Sqrt(binomial), DegreesOfFreedom = events };

        static double[] Levels(ArmEvidence arm) =>
            [.. arm.Replicates.GroupBy(r => r.Instance, StringComparer.Ordinal).Select(g => AnalysisUnits.Merge([.. g])).Where(r => r.Count > 0).Select(r => (double)r.Errors / r.Count)];
    }

    private static Estimate Difference(Welch points, double alpha)
    {
        var half = points.HalfWidth(alpha);
        return new Estimate(points.Difference, Math.Max(-1, points.Difference - half), Math.Min(1, points.Difference + half));
    }

    // By the logarithm, and with the events that the variance adds.
    private static Estimate Relative(ErrorCounts before, ErrorCounts after, Welch log, double alpha)
    {
        var half = log.HalfWidth(alpha);
        var value = before.Ratio > 0 && after.Ratio > 0 ? after.Ratio / before.Ratio : Math.Exp(log.Difference);
        return new Estimate(value, Math.Min(value, Math.Exp(log.Difference - half)), Math.Max(value, Math.Exp(log.Difference + half)));
    }

    private static double Satterthwaite(double va, double dfa, double vb, double dfb) => (va + vb) * (va + vb) / ((va * va / dfa) + (vb * vb / dfb));

    private static double Square(double value) => value * value;
}
