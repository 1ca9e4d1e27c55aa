using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison;
using Upshot.Decide.Ledgers;
using Upshot.Decide.Scorecards;
using Upshot.Plan;

namespace Upshot.Answers.Ledgers;

/// <summary>A release as the ledger has it.</summary>
public sealed record LedgerRelease(string Release, string Baseline, string Environment, string Owner, Verdict Verdict, string Reason, string Sentence, IReadOnlyList<ImpactScore> Expected);

/// <summary>Expected and actual impact of every release that the plan has, and how well was predicted.</summary>
/// <param name="Releases">In the plan's order of versions' names and services.</param>
/// <param name="NeverVerified">Predictions of which nothing is known, in sentences.</param>
public sealed record Ledger(
    IReadOnlyList<LedgerRelease> Releases, LedgerLine All, IReadOnlyList<LedgerLine> Teams, IReadOnlyList<LedgerLine> Sources, IReadOnlyList<VerifiedImprovement> Improvements, IReadOnlyList<string> NeverVerified);

/// <summary>As <see cref="LedgerScore"/>; what is not known is null.</summary>
public sealed record LedgerLine(string Name, int Predictions, int Hits, int Misses, int Open, double? Coverage, double? Confidence, double? Brier)
{
    public static LedgerLine Of(LedgerScore s) => new(s.Name, s.Predictions, s.Hits, s.Misses, s.Open, Interval.Finite(s.Coverage), Interval.Finite(s.Confidence), Interval.Finite(s.Brier));
}

/// <summary>Reckoned anew from what is stored each time, in a fixed order: the same evidence gives the same bytes.</summary>
internal static class LedgerAnswer
{
    public static async Task<Ledger> OfAsync(AnswerService asked, string? team, string? source, CancellationToken cancellation)
    {
        var releases = new List<(ReleasePlan Planned, ReleaseVerdict Verdict)>();
        foreach (var planned in asked.Plan.Releases.OrderBy(r => r.Version, StringComparer.Ordinal).ThenBy(r => r.Service, StringComparer.Ordinal).Where(r => (team ?? r.Owner) == r.Owner && (source ?? SourceOf(r)) == SourceOf(r)))
        {
            releases.Add((planned, await VerdictOfAsync(asked, planned, cancellation)));
        }

        List<LedgerPrediction> predictions = [.. releases.SelectMany(r => r.Verdict.Expected.Count > 0 ? r.Verdict.Expected.Select(e => Of(r.Planned, e)) : r.Planned.Expected.Select(e => Unseen(r.Planned, e)))];
        return new(
            [.. releases.Select(r => new LedgerRelease(r.Planned.Version, r.Verdict.Baseline, r.Verdict.Environment, r.Planned.Owner, r.Verdict.Verdict, r.Verdict.Reason, r.Verdict.Sentence, r.Verdict.Expected))],
            LedgerLine.Of(LedgerScore.Of("all", predictions)),
            Lines(predictions, p => p.Team.Length > 0 ? p.Team : "(no owner)"),
            Lines(predictions, p => p.Source),
            VerifiedImprovement.Of(predictions),
            [.. predictions.Where(p => p.Prediction == Prediction.Open).Select(p => $"{p.Release}: {p.Measure} of {p.Operation}")]);
    }

    private static async Task<ReleaseVerdict> VerdictOfAsync(AnswerService asked, ReleasePlan planned, CancellationToken cancellation)
    {
        try
        {
            return await asked.CompareAsync(new CompareQuestion(null, planned.Version) { Service = planned.Service.Length > 0 ? planned.Service : null }, cancellation);
        }
        catch (QuestionException e)
        {
            // Its service or its baseline was never seen: the prediction stays open, and the ledger goes on.
            return new(planned.Baseline, planned.Version, planned.Hypothesis, Verdict.Inconclusive, e.Message, [], [], []) { Reason = JsonNames.Of(Decide.Comparison.Versions.InconclusiveReason.NoTraffic) };
        }
    }

    private static IReadOnlyList<LedgerLine> Lines(List<LedgerPrediction> predictions, Func<LedgerPrediction, string> by) =>
        [.. predictions.GroupBy(by).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => LedgerLine.Of(LedgerScore.Of(g.Key, [.. g])))];

    private static string SourceOf(ReleasePlan planned) => planned.Source.Length > 0 ? planned.Source : "plan";

    private static LedgerPrediction Of(ReleasePlan planned, ImpactScore score) => new(
        planned.Version, planned.Owner, SourceOf(planned), score.Actual.Operation, score.Actual.Measure, score.ExpectedLow, score.ExpectedHigh, score.Confidence,
        score.Actual.Ratio.Value - 1 ?? double.NaN, score.Actual.Ratio.Low - 1 ?? double.NaN, score.Actual.Ratio.High - 1 ?? double.NaN, score.Actual.Baseline ?? double.NaN, score.Actual.Candidate ?? double.NaN,
        Enum.Parse<Prediction>(score.Prediction, ignoreCase: true), score.Actual.Verdict == Verdict.Improved);

    private static LedgerPrediction Unseen(ReleasePlan planned, ExpectedImpact expected) => new(
        planned.Version, planned.Owner, SourceOf(planned), expected.Operation, expected.Outcome.Length > 0 ? expected.Outcome : JsonNames.Of(expected.Measure), expected.Low, expected.High, expected.Confidence, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, Prediction.Open, false);
}
