using System.Globalization;
using System.Text;
using Upshot.Decide;
using Upshot.Decide.Contrasts;
using Upshot.Decide.Explanations;
using Upshot.Decide.Failures;
using Upshot.Decide.Retiming;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Where the time of an operation went between two versions, and why its requests fail.</summary>
internal static class ExplainAnswer
{
    private const double SlowQuantile = 0.95;

    // Re-timing reads every span; more traces than this are not tried, and no more suspects than these.
    private const int MostTested = 3, MostRetimed = 2000;

    public static async Task<TimeExplanation> OfAsync(AnswerService asked, ExplainQuestion question, CancellationToken cancellation)
    {
        var (operation, baseline, candidate) = (question.Operation, question.Baseline, question.Candidate);
        _ = asked.OperationNamed(operation);
        var within = question.Within(asked.Always);
        var lives = (await asked.AskAsync(new LifeQuestion(within), cancellation)).Where(l => l.Operation == operation && (question.Environment ?? l.Environment) == l.Environment).ToList();
        var environment = question.Environment ?? lives.Where(l => l.Version == candidate).GroupBy(l => l.Environment)
            .OrderByDescending(g => lives.Exists(l => l.Version == baseline && l.Environment == g.Key)).ThenByDescending(g => g.Sum(l => l.Requests)).FirstOrDefault()?.Key;
        var times = ComparedTimes.Of(Lives(baseline), Lives(candidate), within);
        var before = await TracesAsync(baseline, times?.Baseline);
        var after = await TracesAsync(candidate, times?.Candidate);
        foreach (var (version, found) in new[] { (baseline, before), (candidate, after) })
        {
            if (found.Count == 0)
            {
                var where = question.Environment is { } named ? $" in the environment \"{named}\"" : "";
                throw new QuestionException($"There is no trace of {operation} from version \"{version}\"{where}{((question.Since ?? question.Until) is null ? "" : " in that time")}. Versions seen: {string.Join(", ", (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation)).Select(v => v.Version).Distinct())}.");
            }
        }

        return Of(operation, baseline, candidate, before, after, null);

        List<VersionLife> Lives(string version) => lives.FindAll(l => l.Version == version && l.Environment == environment);

        Task<IReadOnlyList<TraceEvidence>> TracesAsync(string version, TimeRange? time) =>
            asked.AskAsync(new TraceSampleQuestion(operation, version, time ?? within, question.Traces) { Environment = environment, WithAttributes = true }, cancellation);
    }

    /// <param name="by">A fact, or the beginning of its name (flag, version, route …), to compare requests of the second arm by; null: whichever tells most.</param>
    public static TimeExplanation Of(string operation, string baseline, string candidate, IReadOnlyList<TraceEvidence> before, IReadOnlyList<TraceEvidence> after, string? by)
    {
        var explanation = Explanation.Between(before, after);
        var failures = FailureChange.Between(before, after);
        var slow = SlowRows(before, after, by);
        var contrasts = ContrastSearch.Of(slow);
        List<(NamedCause Cause, double? Explained)> causes = explanation.IsShown ? Tested(explanation, after) : [];
        var grade = contrasts.Any(c => c.Where.Any(w => w.Key.StartsWith("feature_flag.", StringComparison.Ordinal))) ? EvidenceGrade.NaturalExperiment
            : causes.Exists(c => FixTest.IsPassed(c.Explained, c.Cause)) ? EvidenceGrade.FixTest : EvidenceGrade.Conserved;
        var sentence = ExplanationText.Sentence(explanation, operation) + (failures.IsShown ? " " + failures.Sentence(operation) : "");
        return new(
            operation, baseline, candidate, explanation.BaselineTraces, explanation.CandidateTraces,
            Millis(explanation.BaselineNanos), Millis(explanation.CandidateNanos), Millis(explanation.DifferenceNanos),
            sentence,
            [.. explanation.Ranked.Select(i => explanation.Paths[i]).Select(p => new PathTime(
                explanation.PathOf(p), p.Depth, p.BaselineNanos / 1e6, p.CandidateNanos / 1e6, p.DifferenceNanos / 1e6,
                p.Interval is { } interval ? new Interval(Millis(interval.Value), Millis(interval.Low), Millis(interval.High)) : null,
                p.BaselineCalls, p.CandidateCalls, double.IsFinite(p.Share) ? p.Share : 0))],
            TextOf(explanation, causes, failures, contrasts, operation, grade))
        {
            Causes = [.. causes.Select(c => new CauseFound(c.Cause.Path, JsonNames.Of(c.Cause.Kind), c.Cause.Nanos / 1e6, Interval.Finite(c.Cause.Share), JsonNames.Of(GradeOf(c.Cause, c.Explained, grade))) { Explained = c.Explained })],
            DifferenceInterval = double.IsFinite(explanation.DifferenceInterval.Low) ? new Interval(Millis(explanation.DifferenceInterval.Value), Millis(explanation.DifferenceInterval.Low), Millis(explanation.DifferenceInterval.High)) : null,
            IsShown = explanation.IsShown,
            Failures = failures.IsShown ? FailuresOf(operation, before, after, failures) : null,
            Contrasts = [.. contrasts.Select(c => new AttributeContrast(c.Where.ToDictionary(), c.Inside, c.Outside, c.Share, c.P, c.Requests))],
            Grade = JsonNames.Of(grade),
        };
    }

    // A suspect is put back in the traces that there are; of the many small ones that follow nobody asks.
    private static List<(NamedCause Cause, double? Explained)> Tested(Explanation explanation, IReadOnlyList<TraceEvidence> after)
    {
        if (after.Count > MostRetimed)
        {
            return [.. explanation.Causes.Select(c => (c, (double?)null))];
        }

        return [.. explanation.Causes.Select((c, i) => (c, i < MostTested ? FixTest.Explained(explanation, c, after) : null))];
    }

    private static AskFinding FailuresOf(string operation, IReadOnlyList<TraceEvidence> before, IReadOnlyList<TraceEvidence> after, FailureChange failures) =>
        ErrorsAnswer.FindingOf(new OperationSamples(operation, after.Count, 0, before.Count, 0, before, after), failures) with { Before = failures.Before, Now = failures.Now };

    private static string TextOf(Explanation explanation, IReadOnlyList<(NamedCause Cause, double? Explained)> causes, FailureChange failures, IReadOnlyList<Contrast> contrasts, string operation, EvidenceGrade grade)
    {
        var text = new StringBuilder(ExplanationText.Render(explanation, operation));
        if (causes.Count > 0)
        {
            text.Append('\n');
            foreach (var (cause, explained) in causes)
            {
                var passed = FixTest.IsPassed(explained, cause) ? $" (passes the fix test: {100 * explained!.Value:0} % of the difference goes with it)" : "";
                text.Append(CultureInfo.InvariantCulture, $"{(cause.Nanos < 0 ? "−" : "+")}{DurationText.Of(Math.Abs(cause.Nanos))}  {WordsOf(cause.Kind, cause.Nanos < 0)}: {string.Join(" > ", cause.Path)}{passed}\n");
            }
        }

        foreach (var contrast in contrasts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nWith {FailureChange.Words(contrast.Where)} {100 * contrast.Inside:0.#} % of the requests are slow, without {100 * contrast.Outside:0.#} % ({100 * contrast.Share:0.#} % of the slow ones, p {contrast.P:G2}).\n");
        }

        if (failures.IsShown)
        {
            text.Append('\n').Append(failures.Sentence(operation)).Append('\n');
            foreach (var mode in failures.Modes.Where(m => m.Now > m.Before).Take(5))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {string.Join(" > ", mode.Path.Steps)}  {(mode.Path.ErrorType.Length > 0 ? mode.Path.ErrorType : "failed")}: {100 * mode.Now:0.##} % instead of {100 * mode.Before:0.##} %, for instance trace {mode.Examples[0]}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\nEvidence: {(grade == EvidenceGrade.NaturalExperiment ? "requests of the same time are divided by it (natural experiment)" : grade == EvidenceGrade.FixTest ? "times are conserved along the path, and putting it back takes the difference with it (fix test)" : "times are conserved along the path; putting it back was not shown to help")}.\n");
        return text.ToString();
    }

    private static List<ContrastRow> SlowRows(IReadOnlyList<TraceEvidence> before, IReadOnlyList<TraceEvidence> after, string? by)
    {
        double[] usual = [.. before.Select(DurationOf).Order()];
        var limit = usual.Length == 0 ? 0 : usual[(int)(SlowQuantile * (usual.Length - 1))];
        return [.. after.Select(t => new ContrastRow(TraceFacts.Of(t).Where(f => by is null || IsOf(f.Key, by)).ToDictionary(), DurationOf(t) > limit, t.Weight))];
    }

    // Other requests, or what goes on after the answer, are no cause of a longer path.
    private static EvidenceGrade GradeOf(NamedCause cause, double? explained, EvidenceGrade whole) => cause.Kind is CauseKind.Mix or CauseKind.AsyncTail ? EvidenceGrade.Associated
        : whole == EvidenceGrade.NaturalExperiment ? whole : FixTest.IsPassed(explained, cause) ? EvidenceGrade.FixTest : EvidenceGrade.Conserved;

    // The time is told with its sign; what happened has to be told the same way.
    private static string WordsOf(CauseKind kind, bool isLess) => kind switch
    {
        CauseKind.MoreCalls when isLess => "fewer calls",
        CauseKind.LostParallelism when isLess => "calls that ran one after the other run side by side",
        CauseKind.Retries when isLess => "fewer retries, less back-off",
        CauseKind.CacheMisses when isLess => "fewer cache misses",
        CauseKind.Waiting when isLess => "less waiting between client and server",
        CauseKind.SelfTime => "self time",
        CauseKind.MoreCalls => "more calls",
        CauseKind.Waiting => "waiting between client and server",
        CauseKind.LostParallelism => "calls that ran side by side run one after the other",
        CauseKind.Retries => "retries and back-off",
        CauseKind.Pauses => "pauses of few requests (locks, garbage collection)",
        CauseKind.CacheMisses => "cache misses",
        CauseKind.Timeout => "calls that last until a time limit",
        CauseKind.AsyncTail => "work after the answer",
        _ => "other requests than before",
    };

    private static bool IsOf(string fact, string by) => by switch
    {
        "flag" => fact.StartsWith("feature_flag.", StringComparison.Ordinal),
        "version" => fact.StartsWith("service.version", StringComparison.Ordinal),
        "route" => fact == "http.route",
        "process" or "instance" => fact.StartsWith("service.instance", StringComparison.Ordinal),
        _ => fact.Contains(by, StringComparison.OrdinalIgnoreCase),
    };

    private static double DurationOf(TraceEvidence trace) => (trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans[0]).DurationNanos;

    private static double? Millis(double nanos) => Interval.Finite(nanos / 1e6);
}
