using Upshot.Decide.Explanations;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Where the time of an operation went between two versions.</summary>
internal static class ExplainAnswer
{
    public static async Task<TimeExplanation> OfAsync(AnswerService asked, string baseline, string candidate, string operation, int traces, CancellationToken cancellation)
    {
        _ = asked.OperationNamed(operation);
        var times = await ComparedTimes.OfAsync(asked, operation, baseline, candidate, cancellation);
        var before = await asked.AskAsync(new TraceSampleQuestion(operation, baseline, times?.Baseline ?? asked.Always, traces), cancellation);
        var after = await asked.AskAsync(new TraceSampleQuestion(operation, candidate, times?.Candidate ?? asked.Always, traces), cancellation);
        foreach (var (version, found) in new[] { (baseline, before), (candidate, after) })
        {
            if (found.Count == 0)
            {
                throw new QuestionException($"There is no trace of {operation} from version \"{version}\". Versions seen: {string.Join(", ", (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation)).Select(v => v.Version).Distinct())}.");
            }
        }

        var explanation = Explanation.Between(before, after);
        return new(
            operation, baseline, candidate, explanation.BaselineTraces, explanation.CandidateTraces,
            Millis(explanation.BaselineNanos), Millis(explanation.CandidateNanos), Millis(explanation.DifferenceNanos),
            ExplanationText.Sentence(explanation, operation),
            [.. explanation.Ranked.Select(i => explanation.Paths[i]).Select(p => new PathTime(
                explanation.PathOf(p), p.Depth, p.BaselineNanos / 1e6, p.CandidateNanos / 1e6, p.DifferenceNanos / 1e6,
                p.Interval is { } interval ? new Interval(Millis(interval.Value), Millis(interval.Low), Millis(interval.High)) : null,
                p.BaselineCalls, p.CandidateCalls, double.IsFinite(p.Share) ? p.Share : 0))],
            ExplanationText.Render(explanation, operation));
    }

    private static double? Millis(double nanos) => Interval.Finite(nanos / 1e6);
}
