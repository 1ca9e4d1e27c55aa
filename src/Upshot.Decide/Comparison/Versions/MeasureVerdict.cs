using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>From a tested effect to what is said: interval and verdict come from one test, at the alpha that many measures and many looks leave.</summary>
internal static class MeasureVerdict
{
    public static ComparisonResult Of(ComparisonEvidence evidence, MeasureQuestion question, EffectTest test, JointAlpha joint, ComparisonOptions options, InconclusiveReason stop)
    {
        var measure = question.Measure;
        var (before, after) = test.Reason == InconclusiveReason.NothingCounted ? ((double.NaN, 0), (double.NaN, 0)) : question.Outcome is { } outcome ? Outcomes(outcome, evidence) : (ExactValue.Of(evidence.Baseline, measure), ExactValue.Of(evidence.Candidate, measure));
        var isHigherBetter = question.Outcome?.HigherIsBetter ?? measure.IsHigherBetter();
        var result = new ComparisonResult(Verdict.Inconclusive)
        {
            Measure = measure,
            HigherIsBetter = isHigherBetter,
            Outcome = question.Outcome,
            Subject = question.Subject.Length > 0 ? question.Subject : $"The {measure.Name()}",
            Margin = question.Margin,
            Alpha = options.Alpha,
            Baseline = before.Value,
            Candidate = after.Value,
            BaselineRequests = before.Requests,
            CandidateRequests = after.Requests,
            BaselineReplicates = test.BaselineProcesses,
            CandidateReplicates = test.CandidateProcesses,
            Method = test.Method.Length > 0 ? test.Method : "no test",
            AsServed = test.AsServed,
            MixEffect = test.MixEffect,
            Reason = test.Reason == InconclusiveReason.NotJudged ? test.Reason : stop != InconclusiveReason.None ? stop : test.Reason,
        };
        if (!test.Test.IsTest)
        {
            return result.WithSentence();
        }

        // One side has all of alpha: its bound is that of a two-sided interval at twice as much.
        var alpha = test.Threshold(joint.Each(options.OnlyHarm ? Math.Min(1, 2 * options.Alpha) : options.Alpha));
        var effect = test.Effect(alpha);
        var isLog = test.Scale == EffectScale.Logarithm;
        var p = test.P;
        // A share's margin is relative, and what is tested are points of it.
        var points = question.Outcome is not null && before.Value > 0 ? question.Margin * before.Value : question.Margin;
        var limit = !isLog ? points : isHigherBetter ? -Math.Log(1 - Math.Min(question.Margin, 0.999)) : Math.Log(1 + question.Margin);
        result = result with
        {
            Ratio = isLog ? new Estimate(Math.Exp(effect.Value), Math.Exp(effect.Low), Math.Exp(effect.High)) : Relative(before.Value, effect),
            Difference = isLog ? null : effect,
            P = p,
            AdjustedP = joint.Adjust(p),
            LevelOfInterval = 1 - alpha,
        };
        var adverse = AdverseEffect.Of(effect, isHigherBetter);
        var verdict = stop != InconclusiveReason.None ? Verdict.Inconclusive : Judge(adverse, limit, p <= alpha, options.OnlyHarm);
        return (result with
        {
            Verdict = verdict,
            Reason = verdict != Verdict.Inconclusive ? InconclusiveReason.None : result.Reason == InconclusiveReason.None ? InconclusiveReason.NotEnoughEvidence : result.Reason,
            RequiredReplicates = verdict == Verdict.Inconclusive && stop == InconclusiveReason.None ? RequiredReplicates(test, limit, alpha) : null,
        }).WithSentence();
    }

    /// <summary>Two margins, five verdicts.</summary>
    internal static Verdict Judge(Estimate adverse, double limit, bool isShown, bool onlyHarm = false)
    {
        if (isShown && adverse.Value < 0)
        {
            return onlyHarm ? Verdict.NotWorse : Verdict.Improved;
        }

        if (adverse.High <= limit)
        {
            return adverse.Low >= -limit ? Verdict.Unchanged : Verdict.NotWorse;
        }

        return isShown ? Verdict.Regressed : Verdict.Inconclusive;
    }

    private static ((double Value, long Requests) Before, (double Value, long Requests) After) Outcomes(OutcomeDefinition outcome, ComparisonEvidence evidence) =>
        evidence.Outcomes.GetValueOrDefault(outcome.Name) is { } found
            ? ((OutcomeTest.Value(outcome, found.Baseline, found.BaselineRequests), found.BaselineRequests), (OutcomeTest.Value(outcome, found.Candidate, found.CandidateRequests), found.CandidateRequests))
            : ((double.NaN, 0), (double.NaN, 0));

    // A ratio of error ratios, where the baseline had errors; the difference is what was tested.
    private static Estimate Relative(double baseline, Estimate points) => baseline > 0
        ? new Estimate(1 + (points.Value / baseline), Math.Max(0, 1 + (points.Low / baseline)), 1 + (points.High / baseline))
        : Estimate.Unknown;

    // Processes an arm so that a harm of the margin's size would be shown, or its absence.
    private static int? RequiredReplicates(EffectTest test, double limit, double alpha) =>
        test.Process is { Value: > 0, DegreesOfFreedom: > 0 } process && limit > 0
            ? StatedDifference.ToExclude(limit, process.Value, process.DegreesOfFreedom, alpha, Math.Max(0, process.DegreesOfFreedom - Math.Max(0, test.BaselineProcesses + test.CandidateProcesses - 2)))
            : null;
}
