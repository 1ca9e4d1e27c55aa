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
        var terms = Terms.Of(before, after, margin, measure.IsHigherBetter(), error);
        double[] differences = [.. before.Zip(after, (b, a) => terms.Scale.To(a) - terms.Scale.To(b))];
        var spread = ProcessSpread.Of(Levels(pairing.Baseline), Levels(pairing.Candidate));
        var paired = PairedTest.Of(differences.Average(), differences, spread, terms.IsLogarithmic ? 1 : before.Concat(after).Max(Math.Abs));
        var half = paired.Test.HalfWidth(alpha) + terms.Allowance;
        var difference = new Estimate(paired.Test.Difference, paired.Test.Difference - half, paired.Test.Difference + half);
        var p = paired.Test.HasNoSpread ? WithoutSpread() : paired.Test.P(terms.Allowance);
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            Baseline = terms.Baseline,
            Candidate = terms.Candidate,
            Margin = margin,
            Alpha = alpha,
            Ratio = terms.Scale.Ratios(difference),
            Difference = terms.IsLogarithmic ? null : difference,
            P = p,
            Method = paired.ByProcess ? $"Student's t, {terms.Scale.Name}, by process"
                : paired.Test.HasNoSpread ? $"exact sign flips, {terms.Scale.Name}, paired by block of time"
                : $"Student's t, {terms.Scale.Name}, paired by block of time",
        };
        return Judgement.Judge(paired.On(result, pairing, spread, Harm.Of(difference, measure.IsHigherBetter()), terms.Limit, terms.Allowance), p);

        // All differences are the same: of all ways to turn their signs, the two most extreme.
        double WithoutSpread() => Math.Abs(paired.Test.Difference) <= terms.Allowance ? 1 : Math.Pow(2, 1 - differences.Length);

        double[] Levels(ArmEvidence arm) => [.. Units.Of(arm, byProcess: true, measure).Select(p => p[0]).Where(r => measure.IsReadableFrom(r)).Select(r => terms.Scale.To(measure.Of(r)))];
    }
}
