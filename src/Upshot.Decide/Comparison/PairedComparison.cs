using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>Compares two versions that ran side by side by the ratios of their blocks of time.</summary>
internal static class PairedComparison
{
    public static ComparisonResult Compare(Pairing pairing, Measure measure, double margin, double alpha)
    {
        double[] before = [.. pairing.Pairs.Select(p => measure.Of(p.Before))];
        double[] after = [.. pairing.Pairs.Select(p => measure.Of(p.After))];
        var error = measure.Quantile() is null ? 0 : MeasureKind.SketchError;
        var scale = ComparisonScale.Of(before, after, margin, measure.IsHigherBetter(), error);
        double[] differences = [.. before.Zip(after, (b, a) => scale.Scale.To(a) - scale.Scale.To(b))];
        var spread = ProcessSpread.Of(Levels(pairing.Baseline), Levels(pairing.Candidate));
        var paired = PairedTest.Of(differences.Average(), differences, spread, scale.IsLogarithmic ? 1 : before.Concat(after).Max(Math.Abs));
        var half = paired.Test.HalfWidth(alpha) + scale.Tolerance;
        var difference = new Estimate(paired.Test.Difference, paired.Test.Difference - half, paired.Test.Difference + half);
        var p = paired.Test.HasNoSpread ? WithoutSpread() : paired.Test.P(scale.Tolerance);
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            Baseline = scale.Baseline,
            Candidate = scale.Candidate,
            Margin = margin,
            Alpha = alpha,
            Ratio = scale.Scale.Ratios(difference),
            Difference = scale.IsLogarithmic ? null : difference,
            P = p,
            Method = paired.ByProcess ? $"Student's t, {scale.Scale.Name}, by process"
                : paired.Test.HasNoSpread ? $"exact sign flips, {scale.Scale.Name}, paired by block of time"
                : $"Student's t, {scale.Scale.Name}, paired by block of time",
        };
        return Judgement.Judge(paired.On(result, pairing, spread, AdverseEffect.Of(difference, measure.IsHigherBetter()), scale.Limit, scale.Tolerance), p);

        // All differences are the same: of all ways to turn their signs, the two most extreme.
        double WithoutSpread() => Math.Abs(paired.Test.Difference) <= scale.Tolerance ? 1 : Math.Pow(2, 1 - differences.Length);

        double[] Levels(ArmEvidence arm) => [.. AnalysisUnits.Of(arm, byProcess: true, measure).Select(p => p[0]).Where(r => measure.IsReadableFrom(r)).Select(r => scale.Scale.To(measure.Of(r)))];
    }
}
