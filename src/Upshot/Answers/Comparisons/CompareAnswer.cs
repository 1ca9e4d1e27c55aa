using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Decide.Scorecards;
using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>A release against its baseline, and against what its plan expected.</summary>
internal static class CompareAnswer
{
    private static readonly Measure[] Measures = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyP99, Measure.LatencyMean, Measure.ErrorRatio, Measure.Throughput];

    /// <exception cref="QuestionException">It cannot be compared as it was asked.</exception>
    public static async Task<ReleaseVerdict> OfAsync(AnswerService asked, CompareQuestion question, CancellationToken cancellation)
    {
        if (question.Baseline == question.Candidate)
        {
            throw new UnusableException($"A version is not compared with itself: both are \"{question.Candidate}\".");
        }

        if (question.Flag is { } flag)
        {
            return await OfFlagAsync(asked, question, flag, cancellation);
        }

        var release = await ComparedRelease.OfAsync(asked, question, cancellation);
        if (release.Operations.Count == 0)
        {
            return WithoutTraffic(asked, question, release.Planned);
        }

        var questions = new List<OperationQuestion>();
        foreach (var operation in release.Operations)
        {
            var evidence = await EvidenceSearch.OfAsync(asked, operation, release.All, question.Within(asked.Always), release.Planned?.Share, cancellation);
            var outcomes = OutcomeSearch.Of(asked.Plan, release.Planned, operation.Operation);
            evidence = await OutcomeSearch.WithAsync(asked, evidence, operation, outcomes, cancellation);
            var (judged, others) = Asked(release.Planned, outcomes, operation, question, release.Operations.Count(o => o.Operation == operation.Operation) > 1);
            questions.Add(new(operation.Service, operation.Environment, operation.Operation, evidence, judged, others));
        }

        var options = new ComparisonOptions { Alpha = question.Alpha * question.Looks.ShareOfAlpha, OnlyHarm = question.OnlyHarm, Looks = question.Looks.Schedule(Length(questions)) };
        return Answer(question, release, ReleaseComparison.Judge(questions, options));
    }

    private static async Task<ReleaseVerdict> OfFlagAsync(AnswerService asked, CompareQuestion question, string flag, CancellationToken cancellation)
    {
        var questions = await FlagAnswer.QuestionsAsync(
            asked, question, flag, question.Baseline ?? throw new UnusableException("Name both variants of the flag."), question.Candidate,
            operation => [.. Measures.Where(m => m != Measure.Throughput).Select(m => new MeasureQuestion(m, (m == Measure.ErrorRatio ? null : question.Margin) ?? m.Margin()) { Subject = $"The {m.Name()} of {operation}" })], cancellation);
        var verdicts = ReleaseComparison.Judge(questions, new ComparisonOptions { Alpha = question.Alpha, OnlyHarm = question.OnlyHarm, Looks = question.Looks.Schedule(Length(questions)) });
        var (verdict, reason) = Whole(verdicts);
        var (off, on) = (questions[0].Evidence.Baseline.Version, questions[0].Evidence.Candidate.Version);
        return new(off, on, "", verdict, $"{flag} {on} against {off}: {Words(verdict, reason, verdicts)}.", [], [], [.. verdicts.SelectMany(v => v.Judged.Measures.Select(m => Shown(v.Question, m)))])
        {
            Outcome = VerdictOutcomes.Of(verdict),
            Reason = JsonNames.Of(reason),
            Environment = question.Environment ?? "",
            Operations = [.. verdicts.Select(Shown)],
            Notes = [.. questions.SelectMany(q => FlagLoads.Of(q.Evidence.Baseline, q.Evidence.Candidate).Select(l => $"{q.Operation}: {l.Sentence}"))],
        };
    }

    private static ReleaseVerdict Answer(CompareQuestion question, ComparedRelease release, IReadOnlyList<OperationVerdict> verdicts)
    {
        var baseline = string.Join(", ", release.Operations.Select(o => o.Baseline).Where(b => b.Length > 0).Distinct().Order(StringComparer.Ordinal));
        IReadOnlyList<MeasureVerdict> measures = [.. verdicts.SelectMany(v => v.Judged.Measures.Concat(v.Others).OrderBy(m => m.Measure).Select(m => Shown(v.Question, m)))];
        IReadOnlyList<OperationCompared> operations = [.. verdicts.Select(Shown)];
        if (release.Planned is not { } planned || Scorecard.Judged(planned).Count == 0)
        {
            var (verdict, reason) = Whole(verdicts);
            return new(baseline, question.Candidate, release.Planned?.Hypothesis ?? "", verdict, UnplannedSentence(question.Candidate, verdict, reason, verdicts), [], [], measures)
            {
                Outcome = VerdictOutcomes.Of(verdict),
                Reason = JsonNames.Of(reason),
                Environment = release.Environment,
                Operations = operations,
                Notes = release.Notes,
            };
        }

        var results = Results(verdicts);
        var card = Scorecard.Of(planned, results);
        var why = card.Verdict == Verdict.Inconclusive ? card.Guardrails.Select(g => g.Actual).Concat(card.Impacts.Select(i => i.Actual)).FirstOrDefault(a => a.Verdict == Verdict.Inconclusive && a.Reason != InconclusiveReason.NotJudged)?.Reason ?? InconclusiveReason.NotEnoughEvidence : InconclusiveReason.None;
        return new(
            baseline, question.Candidate, planned.Hypothesis, card.Verdict, card.Sentence,
            [.. card.Impacts.Select(i => new ImpactScore(i.Expected.Low, i.Expected.High, JsonNames.Of(i.Prediction), i.Sentence, Shown(i.Expected.Operation, i.Actual)) { Confidence = i.Expected.Confidence })],
            [.. card.Guardrails.Select(g => Shown(g.Guardrail.Operation, g.Actual))],
            measures)
        {
            Outcome = VerdictOutcomes.Of(card.Verdict),
            Reason = JsonNames.Of(why),
            Environment = release.Environment,
            Operations = operations,
            Notes = release.Notes,
        };
    }

    // Where several services answer an operation, the worst of them counts.
    private static Dictionary<(string Operation, Measure Measure, string Outcome), ComparisonResult> Results(IReadOnlyList<OperationVerdict> verdicts)
    {
        Verdict[] order = [Verdict.Regressed, Verdict.Inconclusive, Verdict.NotWorse, Verdict.Unchanged, Verdict.Improved];
        return verdicts.SelectMany(v => v.Judged.Measures.Select(m => (Key: (v.Question.Operation, m.Measure!.Value, m.Outcome?.Name ?? ""), Result: m)))
            .GroupBy(m => m.Key).ToDictionary(g => g.Key, g => g.Select(m => m.Result).MinBy(r => Array.IndexOf(order, r.Verdict))!);
    }

    private static (IReadOnlyList<MeasureQuestion> Judged, IReadOnlyList<MeasureQuestion> Others) Asked(ReleasePlan? planned, IReadOnlyList<Outcome> outcomes, ComparedOperation operation, CompareQuestion question, bool isShared)
    {
        var subject = $"{operation.Operation}{(isShared ? $" at {operation.Service}" : "")}";
        if (planned is null || Scorecard.Judged(planned) is not { Count: > 0 } named)
        {
            return ([.. Measures.Select(m => Of(m, null)), .. outcomes.Select(o => Named(o, null))], []);
        }

        var judged = named.Where(n => n.Operation == operation.Operation).Select(n => outcomes.FirstOrDefault(o => o.Name == n.Outcome) is { } outcome ? Named(outcome, n.Margin) : Of(n.Measure, n.Margin)).ToList();
        return (judged, [.. Measures.Where(m => !judged.Exists(j => j.Measure == m)).Select(m => Of(m, null)), .. outcomes.Where(o => !judged.Exists(j => j.Outcome?.Name == o.Name)).Select(o => Named(o, null))]);

        MeasureQuestion Named(Outcome outcome, double? margin) =>
            new(Measure.Outcome, margin ?? Measure.Outcome.Margin()) { Outcome = OutcomeSearch.Definition(outcome), Subject = $"The {outcome.Name} of {subject}" };

        MeasureQuestion Of(Measure measure, double? margin) =>
            new(measure, (measure == Measure.ErrorRatio ? null : question.Margin) ?? margin ?? measure.Margin()) { Subject = $"The {measure.Name()} of {subject}" };
    }

    private static ReleaseVerdict WithoutTraffic(AnswerService asked, CompareQuestion question, ReleasePlan? planned)
    {
        var announced = asked.State.Releases().LastOrDefault(r => r.Version == question.Candidate);
        var what = question.Operation is { } operation ? $" of {operation}" : "";
        var since = announced is null ? "" : $" since it was announced at {announced.StartedAt:u}";
        return new(question.Baseline ?? planned?.Baseline ?? "", question.Candidate, planned?.Hypothesis ?? "", Verdict.Inconclusive, $"{question.Candidate}: no request{what} that an operation of the plan counts was seen{since}, so there is nothing to judge.", [], [], [])
        {
            Outcome = VerdictOutcome.Inconclusive,
            Reason = JsonNames.Of(InconclusiveReason.NoTraffic),
            Environment = question.Environment ?? announced?.Environment ?? "",
        };
    }

    private static (Verdict Verdict, InconclusiveReason Reason) Whole(IReadOnlyList<OperationVerdict> verdicts)
    {
        Verdict[] order = [Verdict.Regressed, Verdict.Inconclusive, Verdict.Improved, Verdict.NotWorse, Verdict.Unchanged];
        var first = verdicts.MinBy(v => Array.IndexOf(order, v.Judged.Verdict))!.Judged;
        return (first.Verdict, first.Verdict == Verdict.Inconclusive ? first.Reason : InconclusiveReason.None);
    }

    private static string UnplannedSentence(string candidate, Verdict verdict, InconclusiveReason reason, IReadOnlyList<OperationVerdict> verdicts) =>
        $"{candidate} has no plan that says what to expect; {Words(verdict, reason, verdicts)}.";

    private static string Words(Verdict verdict, InconclusiveReason reason, IReadOnlyList<OperationVerdict> verdicts)
    {
        var worse = Named(Verdict.Regressed);
        var better = Named(Verdict.Improved);
        return (worse.Count, better.Count) switch
        {
            (0, 0) when reason is not (InconclusiveReason.None or InconclusiveReason.NotEnoughEvidence) => $"no difference can be told, {reason.Words()}",
            (0, 0) => verdict == Verdict.Inconclusive ? "no difference was shown, nor that there is none" : "no harm was shown, and any beyond the margins is excluded",
            (0, _) => $"better: {string.Join(", ", better)}",
            (_, 0) => $"worse: {string.Join(", ", worse)}",
            _ => $"worse: {string.Join(", ", worse)}; better: {string.Join(", ", better)}",
        };

        List<string> Named(Verdict which) => [.. verdicts.SelectMany(v => v.Judged.Measures.Where(m => m.Verdict == which).Select(m => $"{m.Outcome?.Name ?? m.Measure!.Value.Name()} of {v.Question.Operation}"))];
    }

    private static TimeSpan Length(IReadOnlyList<OperationQuestion> questions) =>
        questions.Max(q => q.Evidence.Candidate.Replicates is { Count: > 0 } rows ? rows.Max(r => r.Start + r.Length) - rows.Min(r => r.Start) : TimeSpan.Zero);

    private static OperationCompared Shown(OperationVerdict verdict)
    {
        var (question, judged) = (verdict.Question, verdict.Judged);
        return new(
            question.Service, question.Environment, question.Operation, question.Evidence.Baseline.Version, question.Evidence.Candidate.Version,
            judged.Verdict, JsonNames.Of(judged.Reason), JsonNames.Of(judged.Design), judged.Overlap, judged.StartUp.TotalSeconds,
            judged.Share is { } s ? new ShareOfRequests(s.Expected, s.Seen, s.P, s.IsMismatch, s.SmallestLoss) : null, judged.Notes);
    }

    private static MeasureVerdict Shown(OperationQuestion question, ComparisonResult result) => Shown(question.Operation, result) with { Service = question.Service };

    private static MeasureVerdict Shown(string operation, ComparisonResult r) => new(
        operation, r.Outcome?.Name ?? JsonNames.Of(r.Measure!.Value), r.Verdict, Interval.Of(r.Ratio), r.Difference is { } difference ? Interval.Of(difference) : null,
        Interval.Finite(r.P), r.AdjustedP is { } adjusted ? Interval.Finite(adjusted) : null, Interval.Finite(r.Baseline), Interval.Finite(r.Candidate),
        r.BaselineReplicates, r.CandidateReplicates, r.RequiredReplicates, r.Margin, r.Method, r.Sentence, r.Notes)
    {
        HigherIsBetter = r.HigherIsBetter,
        Reason = JsonNames.Of(r.Reason),
        BaselineRequests = r.BaselineRequests,
        CandidateRequests = r.CandidateRequests,
        AsServed = r.AsServed is { } served ? Interval.Finite(served) : null,
        MixEffect = r.MixEffect is { } mix ? Interval.Finite(mix) : null,
        MixMoved = r.HasMixMoved,
        Level = r.LevelOfInterval,
        TooWide = r.IsTooWide && r.Difference is null,
    };
}
