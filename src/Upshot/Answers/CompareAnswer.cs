using Upshot.Decide.Comparison;
using Upshot.Decide.Scorecards;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>Two versions against one another, and the candidate against what its plan expected.</summary>
internal static class CompareAnswer
{
    private const double DefaultMargin = 0.02, DefaultPoints = 0.001;
    private static readonly Measure[] Measures = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyP99, Measure.LatencyMean, Measure.ErrorRatio, Measure.Throughput];

    public static async Task<ReleaseVerdict> OfAsync(AnswerService asked, string baseline, string candidate, string? operation, CancellationToken cancellation)
    {
        var operations = operation is null ? asked.Plan.Operations : [asked.OperationNamed(operation)];
        if (operations.Count == 0)
        {
            throw new QuestionException("The plan declares no operation, so there is nothing to compare. Declare one in upshot.yaml and start the server with --plan DIR.");
        }

        var planned = asked.Plan.Releases.FirstOrDefault(r => r.Version == candidate && (r.Baseline.Length == 0 || r.Baseline == baseline));
        var arms = new Dictionary<string, OperationArms>();
        foreach (var compared in operations)
        {
            arms[compared.Name] = await ArmsOfAsync(asked, compared.Name, baseline, candidate, cancellation);
        }

        await RefuseIfNeverSeenAsync(asked, baseline, candidate, cancellation);
        var options = new ComparisonOptions();
        var measures = Corrected([.. arms.SelectMany(a => Measures.Select(m => Compare(planned, a.Key, a.Value, m, options)))]);
        if (planned is null)
        {
            return new(baseline, candidate, "", JsonNames.Of(Worst([.. measures.Select(m => m.Verdict)])), UnplannedSentence(candidate, measures), [], [], [.. measures.Select(Shown)]);
        }

        var card = Scorecard.Of(planned, arms, options);
        return new(
            baseline, candidate, planned.Hypothesis, JsonNames.Of(card.Verdict), card.Sentence,
            [.. card.Impacts.Select(i => new ImpactScore(i.Expected.Low, i.Expected.High, JsonNames.Of(i.Prediction), i.Sentence, Shown((i.Expected.Operation, i.Actual))))],
            [.. card.Guardrails.Select(g => Shown((g.Guardrail.Operation, g.Actual)))],
            [.. measures.Select(Shown)]);
    }

    // Many measures are looked at: corrected for one another, or one of them would always show something.
    private static List<(string Operation, ComparisonResult Verdict)> Corrected(List<(string Operation, ComparisonResult Verdict)> measures) =>
        [.. measures.Zip(Holm.Correct([.. measures.Select(m => m.Verdict)]), (m, corrected) => (m.Operation, corrected))];

    private static async Task<OperationArms> ArmsOfAsync(AnswerService asked, string operation, string baseline, string candidate, CancellationToken cancellation)
    {
        if (await ComparedTimes.OfAsync(asked, operation, baseline, candidate, cancellation) is not { } times)
        {
            return new(new(baseline, []), new(candidate, []));
        }

        var block = Blocks.LengthFor(times.Baseline.Length < times.Candidate.Length ? times.Baseline.Length : times.Candidate.Length);
        var before = await asked.AskAsync(new ArmQuestion(operation, baseline, times.Baseline, block), cancellation);
        var after = await asked.AskAsync(new ArmQuestion(operation, candidate, times.Candidate, block), cancellation);
        var whole = times.SideBySide ? Blocks.Whole(before, after) : (Baseline: Blocks.Whole(before), Candidate: Blocks.Whole(after));
        return new(whole.Baseline, whole.Candidate);
    }

    private static (string Operation, ComparisonResult Verdict) Compare(ReleasePlan? planned, string operation, OperationArms arms, Measure measure, ComparisonOptions options)
    {
        var margin = planned?.Guardrails.FirstOrDefault(g => g.Operation == operation && g.Measure == measure)?.Margin ?? (measure == Measure.ErrorRatio ? DefaultPoints : DefaultMargin);
        return (operation, ArmComparison.Compare(arms.Baseline, arms.Candidate, measure, margin, options with { Subject = $"The {measure.Name()} of {operation}" }));
    }

    private static async Task RefuseIfNeverSeenAsync(AnswerService asked, string baseline, string candidate, CancellationToken cancellation)
    {
        var seen = (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation)).Select(v => v.Version).Distinct().ToList();
        foreach (var version in new[] { baseline, candidate }.Where(v => !seen.Contains(v)))
        {
            throw new QuestionException(seen.Count == 0
                ? $"No request of version \"{version}\" was seen, nor of any other. Does the service set service.version, and send to this server?"
                : $"No request of version \"{version}\" was seen. Versions seen: {string.Join(", ", seen)}.");
        }

    }

    private static Verdict Worst(IReadOnlyList<ComparisonResult> results)
    {
        // Throughput is what users asked for, not what the release did to it.
        var verdicts = results.Where(r => r.Measure != Measure.Throughput).Select(r => r.Verdict).ToList();
        return verdicts.Contains(Verdict.Regressed) ? Verdict.Regressed
            : verdicts.Contains(Verdict.Improved) ? Verdict.Improved
            : verdicts.Contains(Verdict.Inconclusive) ? Verdict.Inconclusive
            : Verdict.Unchanged;
    }

    private static string UnplannedSentence(string candidate, List<(string Operation, ComparisonResult Verdict)> measures)
    {
        var worse = measures.Where(m => m.Verdict.Verdict == Verdict.Regressed).Select(m => $"{m.Verdict.Measure!.Value.Name()} of {m.Operation}").ToList();
        var better = measures.Where(m => m.Verdict.Verdict == Verdict.Improved).Select(m => $"{m.Verdict.Measure!.Value.Name()} of {m.Operation}").ToList();
        var words = (worse.Count, better.Count) switch
        {
            (0, 0) => "no difference was shown",
            (0, _) => $"better: {string.Join(", ", better)}",
            (_, 0) => $"worse: {string.Join(", ", worse)}",
            _ => $"worse: {string.Join(", ", worse)}; better: {string.Join(", ", better)}",
        };
        return $"{candidate} has no plan that says what to expect; {words}.";
    }

    private static MeasureVerdict Shown((string Operation, ComparisonResult Result) measure)
    {
        var r = measure.Result;
        return new(
            measure.Operation, JsonNames.Of(r.Measure!.Value), JsonNames.Of(r.Verdict), Interval.Of(r.Ratio), r.Difference is { } difference ? Interval.Of(difference) : null,
            Interval.Finite(r.P), r.AdjustedP is { } adjusted ? Interval.Finite(adjusted) : null, Interval.Finite(r.Baseline), Interval.Finite(r.Candidate),
            r.BaselineReplicates, r.CandidateReplicates, r.Needed, r.Margin, r.Method, r.Sentence, r.Notes);
    }
}
