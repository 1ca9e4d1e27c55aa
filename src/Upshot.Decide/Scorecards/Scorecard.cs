using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
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
    Open,
}

public sealed record ScoredImpact(ExpectedImpact Expected, ComparisonResult Actual, Prediction Prediction, string Sentence);

public sealed record ScoredGuardrail(Guardrail Guardrail, ComparisonResult Actual);

/// <summary>
/// A release against what its team expected. Regressed: a guardrail or an expected measure regressed. Otherwise
/// inconclusive as long as a guardrail is. Otherwise improved when an expected measure did (without expectations: any
/// guardrail's), inconclusive as long as an expected measure is, else unchanged, or not worse where no more is known.
/// </summary>
public sealed record Scorecard(ReleasePlan Release, Verdict Verdict, IReadOnlyList<ScoredImpact> Impacts, IReadOnlyList<ScoredGuardrail> Guardrails, string Sentence)
{
    /// <param name="results">What came of each measure that the release names, tested together; one that is missing was not seen.</param>
    public static Scorecard Of(ReleasePlan release, IReadOnlyDictionary<(string Operation, Measure Measure, string Outcome), ComparisonResult> results)
    {
        var guardrails = release.Guardrails.Select(g => new ScoredGuardrail(g, Result(g.Operation, g.Measure, g.Outcome, g.Margin))).ToList();
        var impacts = release.Expected.Select(e => Score(e, Result(e.Operation, e.Measure, e.Outcome, e.Measure.Margin()))).ToList();
        var verdict = Overall(guardrails, impacts);
        return new Scorecard(release, verdict, impacts, guardrails, ScorecardSentence.Of(release, verdict, guardrails, impacts));

        ComparisonResult Result(string operation, Measure measure, string outcome, double margin) => results.TryGetValue((operation, measure, outcome), out var result) ? result
            : new ComparisonResult(Verdict.Inconclusive) { Measure = measure, Margin = margin, Reason = InconclusiveReason.NoTraffic, Subject = $"The {(outcome.Length > 0 ? outcome : measure.Name())} of {operation}", HigherIsBetter = measure.IsHigherBetter(), Method = "no test" }.WithSentence();
    }

    /// <summary>What the release is judged by, each once, with its margin: its guardrail's, else the one that is usual.</summary>
    public static IReadOnlyList<(string Operation, Measure Measure, string Outcome, double Margin)> Judged(ReleasePlan release) =>
        [.. release.Guardrails.Select(g => (g.Operation, g.Measure, g.Outcome, g.Margin)).Concat(release.Expected.Select(e => (e.Operation, e.Measure, e.Outcome, Margin: e.Measure.Margin()))).DistinctBy(m => (m.Operation, m.Measure, m.Outcome))];

    private static ScoredImpact Score(ExpectedImpact expected, ComparisonResult actual)
    {
        var prediction = PredictionOf(expected, actual);
        return new ScoredImpact(expected, actual, prediction, ScorecardSentence.Of(expected, actual, prediction));
    }

    private static Prediction PredictionOf(ExpectedImpact expected, ComparisonResult actual)
    {
        var (low, high) = (Math.Min(expected.Low, expected.High), Math.Max(expected.Low, expected.High));
        var (value, from, to) = (actual.Ratio.Value - 1, actual.Ratio.Low - 1, actual.Ratio.High - 1);
        if (double.IsNaN(value) || double.IsNaN(from) || double.IsNaN(to) || actual.Reason is not (InconclusiveReason.None or InconclusiveReason.NotEnoughEvidence))
        {
            return Prediction.Open;
        }

        if (to < low || from > high)
        {
            return Prediction.Miss;
        }

        // By the interval's own confidence: what several looks leave of alpha counts here too.
        var isShown = actual.LevelOfInterval is { } level ? actual.P <= 1 - level : (actual.AdjustedP ?? actual.P) <= actual.Alpha;
        return value >= low && value <= high && (isShown || (low <= 0 && high >= 0)) ? Prediction.Hit : Prediction.Open;
    }

    private static Verdict Overall(List<ScoredGuardrail> guardrails, List<ScoredImpact> impacts)
    {
        var all = guardrails.Select(g => g.Actual).Concat(impacts.Select(i => i.Actual)).Where(r => r.Reason != InconclusiveReason.NotJudged).Select(r => r.Verdict).ToList();
        if (all.Contains(Verdict.Regressed))
        {
            return Verdict.Regressed;
        }

        if (all.Count == 0 || guardrails.Any(g => g.Actual is { Verdict: Verdict.Inconclusive, Reason: not InconclusiveReason.NotJudged }))
        {
            return Verdict.Inconclusive;
        }

        return impacts.Any(i => i.Actual.Verdict == Verdict.Improved) ? Verdict.Improved
            : impacts.Any(i => i.Actual.Verdict == Verdict.Inconclusive) ? Verdict.Inconclusive
            : impacts.Count == 0 && all.Contains(Verdict.Improved) ? Verdict.Improved
            : all.Contains(Verdict.NotWorse) ? Verdict.NotWorse
            : Verdict.Unchanged;
    }
}
