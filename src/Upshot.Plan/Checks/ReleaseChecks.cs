using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>A release can be judged, and does not contradict itself.</summary>
internal static class ReleaseChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        var seen = new Dictionary<(string, string), ReleasePlan>();
        foreach (var release in plan.Releases.Where(r => r.Version.Length > 0))
        {
            if (seen.TryGetValue((release.Service, release.Version), out var first))
            {
                problems.Add(release.Location, Rules.DuplicateName, $"The release {Quote.Of(release.Version)} stands in {first.Location.File} already.", "Keep one file for each version of a service.");
            }
            else
            {
                seen.Add((release.Service, release.Version), release);
            }

            CheckOne(release, problems);
        }
    }

    private static void CheckOne(ReleasePlan release, ProblemList problems)
    {
        if (release.Baseline == release.Version)
        {
            problems.Add(release.Location, Rules.BaselineIsItself, $"The release {Quote.Of(release.Version)} is its own baseline.", "Name the version that ran before, or leave baseline out.");
        }

        if (release.Expected.Count == 0 && release.Guardrails.Count == 0)
        {
            // What was meant to stand there may be what could not be read.
            if (problems.HasErrorIn(release.Location.File))
            {
                return;
            }

            problems.Add(release.Location, Rules.ReleaseExpectsNothing, $"The release {Quote.Of(release.Version)} expects nothing and guards nothing.", "Add expected or guardrails.");
        }
        else if (release.Expected.Count > 0 && release.Hypothesis.Length == 0)
        {
            problems.Add(release.Location, Rules.ReleaseWithoutHypothesis, $"The release {Quote.Of(release.Version)} expects an impact and does not say why.", "Add hypothesis: because of what, which measure moves where.");
        }

        foreach (var expected in release.Expected)
        {
            var guardrail = release.Guardrails.FirstOrDefault(g => !g.IsOfBudget && g.Operation == expected.Operation && g.Measure == expected.Measure && g.Outcome == expected.Outcome);
            if (guardrail is not null && Breaks(expected, guardrail))
            {
                problems.Add(expected.Location, Rules.ExpectedBreaksGuardrail, $"{MeasureName.Of(expected.Measure, expected.Outcome)} of {Quote.Of(expected.Operation)} is expected to change by {Share.Format(expected.Low)} to {Share.Format(expected.High)}, beyond the guardrail of {Share.Format(guardrail.Margin)}.", "Widen the guardrail, or expect less.");
            }
        }
    }

    // The guardrail of the error ratio is in ratio points and cannot be held against a relative change.
    private static bool Breaks(ExpectedImpact expected, Guardrail guardrail) => expected.Measure switch
    {
        // Which way of an outcome is better is the outcome's own.
        Measure.ErrorRatio or Measure.Outcome => false,
        Measure.Throughput => expected.High < -guardrail.Margin,
        _ => expected.Low > guardrail.Margin,
    };
}
