using Upshot.Plan.Evidence;

namespace Upshot.Decide.Comparison;

/// <summary>
/// Compares two error ratios by their difference in ratio points, which exists without any error too. An arm's ratio is
/// errors / total over all its replicates. Its variance is that between replicates (ratio estimator), and at least
/// that of the binomial with one failure and one success added, so that no errors is not certainty.
/// </summary>
/// <remarks>
/// Ratio estimator: Cochran, "Sampling Techniques" (1977), section 6.3. Added events: Agresti and Caffo, "Simple and
/// effective confidence intervals for proportions and differences of proportions …", The American Statistician 54 (2000).
/// </remarks>
internal static class ErrorRatioComparison
{
    public static ComparisonResult Compare(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> baseline, IReadOnlyList<IReadOnlyList<ReplicateEvidence>> candidate, double margin, double alpha)
    {
        var (before, after) = (Arm.Of(baseline), Arm.Of(candidate));
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
            return result with { Needed = Needed.Least, Method = "no test: one replicate has no spread" };
        }

        var points = new Welch(after.Ratio - before.Ratio, Math.Sqrt(before.Variance + after.Variance), Satterthwaite(before.Variance, before.Freedom, after.Variance, after.Freedom));
        var half = points.HalfWidth(alpha);
        var difference = new Estimate(points.Difference, Math.Max(-1, points.Difference - half), Math.Min(1, points.Difference + half));
        var have = Math.Min(before.Replicates, after.Replicates);
        return Judgement.Judge(
            result with
            {
                Ratio = Relative(before, after, alpha),
                Difference = difference,
                P = points.P(),
                Basis = new Basis(difference, margin, 0, have * (before.Variance + after.Variance), have),
                Method = "Welch's t, difference of ratios",
            },
            points.P());
    }

    // By the logarithm, and with the events that the variance adds.
    private static Estimate Relative(Arm before, Arm after, double alpha)
    {
        var (vb, va) = (before.Variance / (before.Shrunk * before.Shrunk), after.Variance / (after.Shrunk * after.Shrunk));
        var log = new Welch(Math.Log(after.Shrunk / before.Shrunk), Math.Sqrt(vb + va), Satterthwaite(vb, before.Freedom, va, after.Freedom));
        var half = log.HalfWidth(alpha);
        var value = before.Ratio > 0 && after.Ratio > 0 ? after.Ratio / before.Ratio : Math.Exp(log.Difference);
        return new Estimate(value, Math.Min(value, Math.Exp(log.Difference - half)), Math.Max(value, Math.Exp(log.Difference + half)));
    }

    private static double Satterthwaite(double va, double dfa, double vb, double dfb) => (va + vb) * (va + vb) / ((va * va / dfa) + (vb * vb / dfb));

    /// <param name="Shrunk">The ratio with one failure and one success added.</param>
    private sealed record Arm(int Replicates, double Ratio, double Shrunk, double Variance, double Freedom)
    {
        public static Arm Of(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> processes)
        {
            var seen = processes.Select(units => units.Where(u => u.Count > 0).ToList()).Where(units => units.Count > 0).ToList();
            var all = seen.SelectMany(units => units).ToList();
            var (total, errors) = (all.Sum(u => u.Count), all.Sum(u => u.Errors));
            if (all.Count < 2)
            {
                return new Arm(all.Count, total == 0 ? double.NaN : (double)errors / total, double.NaN, double.NaN, double.NaN);
            }

            var ratio = (double)errors / total;
            var shrunk = (errors + 1.0) / (total + 2.0);
            var binomial = shrunk * (1 - shrunk) / (total + 2.0);
            // How far each replicate is from the arm's ratio, in units of the ratio.
            var mean = (double)total / all.Count;
            var rests = Correlation.Group([.. seen.Select(units => units.Select(u => (u.Errors - (ratio * u.Count)) / mean).ToArray())]);
            return rests.SquaredError > binomial
                ? new Arm(all.Count, ratio, shrunk, rests.SquaredError, rests.Freedom)
                : new Arm(all.Count, ratio, shrunk, binomial, all.Count < 3 ? 1 : Math.Max(1, total - 1));
        }
    }
}
