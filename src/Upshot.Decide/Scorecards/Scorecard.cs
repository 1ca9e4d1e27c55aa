using Upshot.Decide.Comparison;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Scorecards;

/// <summary>What came of an expectation.</summary>
public enum Prediction
{
    /// <summary>The estimate lies in the expected range, and a change is shown (or none was expected).</summary>
    Hit,

    /// <summary>The interval and the expected range have nothing in common.</summary>
    Miss,

    /// <summary>Neither; more evidence would tell.</summary>
    Unknown,
}

public sealed record ScoredImpact(ExpectedImpact Expected, ComparisonResult Actual, Prediction Prediction, string Sentence);

public sealed record ScoredGuardrail(Guardrail Guardrail, ComparisonResult Actual);

/// <summary>The two arms of an operation.</summary>
public sealed record OperationArms(ArmEvidence Baseline, ArmEvidence Candidate);

/// <summary>
/// A release against what its team expected. Regressed: a guardrail or an expected measure regressed. Otherwise
/// inconclusive as long as a guardrail is. Otherwise improved when an expected measure did (without expectations: any
/// guardrail's), inconclusive as long as an expected measure is, else unchanged.
/// </summary>
public sealed record Scorecard(ReleasePlan Release, Verdict Verdict, IReadOnlyList<ScoredImpact> Impacts, IReadOnlyList<ScoredGuardrail> Guardrails, string Sentence)
{
    /// <summary>What an expected measure without a guardrail of its own may lose: relative, and in ratio points.</summary>
    private const double DefaultMargin = 0.02;
    private const double DefaultPoints = 0.001;

    /// <param name="arms">The evidence of each operation that the release names; an operation that is missing has none.</param>
    public static Scorecard Of(ReleasePlan release, IReadOnlyDictionary<string, OperationArms> arms, ComparisonOptions options)
    {
        var asked = release.Guardrails.Select(g => (g.Operation, g.Measure)).Concat(release.Expected.Select(e => (e.Operation, e.Measure))).Distinct().ToList();
        // One correction over all that is judged, objectives and guardrails.
        var compared = Holm.Correct([.. asked.Select(a => Compare(a.Operation, a.Measure))]);
        var results = asked.Zip(compared).ToDictionary(p => p.First, p => p.Second);

        var guardrails = release.Guardrails.Select(g => new ScoredGuardrail(g, results[(g.Operation, g.Measure)])).ToList();
        var impacts = release.Expected.Select(e => Score(e, results[(e.Operation, e.Measure)])).ToList();
        var verdict = Overall(guardrails, impacts);
        return new Scorecard(release, verdict, impacts, guardrails, ScorecardSentence.Of(release, verdict, guardrails, impacts));

        ComparisonResult Compare(string operation, Measure measure) => ArmComparison.Compare(
            arms.TryGetValue(operation, out var a) ? a.Baseline : new ArmEvidence(release.Baseline, []),
            a is null ? new ArmEvidence(release.Version, []) : a.Candidate,
            measure,
            MarginOf(release, operation, measure),
            options with { Subject = $"The {measure.Name()} of {operation}" });
    }

    private static double MarginOf(ReleasePlan release, string operation, Measure measure) =>
        release.Guardrails.FirstOrDefault(g => g.Operation == operation && g.Measure == measure)?.Margin
        ?? (measure == Measure.ErrorRatio ? DefaultPoints : DefaultMargin);

    private static ScoredImpact Score(ExpectedImpact expected, ComparisonResult actual)
    {
        var prediction = PredictionOf(expected, actual);
        return new ScoredImpact(expected, actual, prediction, ScorecardSentence.Of(expected, actual, prediction));
    }

    private static Prediction PredictionOf(ExpectedImpact expected, ComparisonResult actual)
    {
        var (low, high) = (Math.Min(expected.Low, expected.High), Math.Max(expected.Low, expected.High));
        var (value, from, to) = (actual.Ratio.Value - 1, actual.Ratio.Low - 1, actual.Ratio.High - 1);
        if (double.IsNaN(value) || double.IsNaN(from) || double.IsNaN(to))
        {
            return Prediction.Unknown;
        }

        if (to < low || from > high)
        {
            return Prediction.Miss;
        }

        var isShown = (actual.AdjustedP ?? actual.P) <= actual.Alpha;
        return value >= low && value <= high && (isShown || (low <= 0 && high >= 0)) ? Prediction.Hit : Prediction.Unknown;
    }

    private static Verdict Overall(List<ScoredGuardrail> guardrails, List<ScoredImpact> impacts)
    {
        var all = guardrails.Select(g => g.Actual.Verdict).Concat(impacts.Select(i => i.Actual.Verdict)).ToList();
        if (all.Contains(Verdict.Regressed))
        {
            return Verdict.Regressed;
        }

        if (all.Count == 0 || guardrails.Any(g => g.Actual.Verdict == Verdict.Inconclusive))
        {
            return Verdict.Inconclusive;
        }

        return impacts.Any(i => i.Actual.Verdict == Verdict.Improved) ? Verdict.Improved
            : impacts.Any(i => i.Actual.Verdict == Verdict.Inconclusive) ? Verdict.Inconclusive
            : impacts.Count == 0 && all.Contains(Verdict.Improved) ? Verdict.Improved
            : Verdict.Unchanged;
    }
}
