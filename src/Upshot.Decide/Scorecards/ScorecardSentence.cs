using System.Globalization;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Plan;

namespace Upshot.Decide.Scorecards;

/// <summary>A scorecard in plain sentences.</summary>
internal static class ScorecardSentence
{
    public static string Of(ReleasePlan release, Verdict verdict, List<ScoredGuardrail> guardrails, List<ScoredImpact> impacts)
    {
        var broken = guardrails.Where(g => g.Actual.Verdict == Verdict.Regressed).Select(g => $"{Name(g.Guardrail.Measure, g.Guardrail.Outcome)} of {g.Guardrail.Operation}")
            .Concat(impacts.Where(i => i.Actual.Verdict == Verdict.Regressed).Select(i => $"{Name(i.Expected.Measure, i.Expected.Outcome)} of {i.Expected.Operation}"))
            .Distinct().ToList();
        var predictions = Predictions(impacts);
        return verdict switch
        {
            Verdict.Regressed => $"{release.Version} regressed: {string.Join(", ", broken)} got worse.{predictions}",
            Verdict.Improved => $"{release.Version} improved what it was meant to, and broke nothing it promised to keep.{predictions}",
            Verdict.NotWorse => $"{release.Version} made nothing worse that it promised to keep.{predictions}",
            Verdict.Unchanged => $"{release.Version} changed nothing that matters.{predictions}",
            _ => $"There is not enough evidence about {release.Version} yet{Why(guardrails, impacts)}.{predictions}",
        };
    }

    // More of the same decides nothing where something stands in the way.
    private static string Why(List<ScoredGuardrail> guardrails, List<ScoredImpact> impacts)
    {
        var reasons = guardrails.Select(g => g.Actual).Concat(impacts.Select(i => i.Actual)).Where(r => r.Verdict == Verdict.Inconclusive).Select(r => r.Reason)
            .Where(r => r is not (InconclusiveReason.None or InconclusiveReason.NotEnoughEvidence or InconclusiveReason.NotJudged)).Distinct().ToList();
        return reasons.Count == 0 ? "" : $": {string.Join(", ", reasons.Select(r => r.Words()))}";
    }

    // What is open is open: it did not fail.
    private static string Predictions(List<ScoredImpact> impacts)
    {
        var (hits, misses, open) = (Count(Prediction.Hit), Count(Prediction.Miss), Count(Prediction.Open));
        var told = hits + misses == 0 ? "" : $" {hits} of {hits + misses} expectations came true.";
        return open == 0 ? told : $"{told} {open} {(open == 1 ? "expectation is" : "expectations are")} still open.";

        int Count(Prediction prediction) => impacts.Count(i => i.Prediction == prediction);
    }

    public static string Of(ExpectedImpact expected, ComparisonResult actual, Prediction prediction)
    {
        var range = $"{Percent(Math.Min(expected.Low, expected.High))} to {Percent(Math.Max(expected.Low, expected.High))}";
        var seen = double.IsNaN(actual.Ratio.Value) ? "nothing was seen"
            : actual.IsTooWide && actual.Difference is null ? $"came {Percent(actual.Ratio.Value - 1)} (too wide to say)"
            : double.IsNaN(actual.Ratio.Low) ? $"came {Percent(actual.Ratio.Value - 1)}"
            : $"came {Percent(actual.Ratio.Value - 1)} ({Percent(actual.Ratio.Low - 1)} to {Percent(actual.Ratio.High - 1)})";
        return $"{Name(expected.Measure, expected.Outcome)} of {expected.Operation}: expected {range}, {seen}: {prediction.ToString().ToLowerInvariant()}.";
    }

    private static string Name(Measure measure, string outcome) => outcome.Length > 0 ? outcome : measure.Name();

    private static string Percent(double share)
    {
        var digits = Math.Abs(share) >= 0.1 ? "0" : "0.#";
        return (100 * share).ToString($"+{digits};−{digits};±0", CultureInfo.InvariantCulture) + " %";
    }
}
