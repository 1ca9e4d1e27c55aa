using Upshot.Decide.Comparison;
using Upshot.Evidence;

namespace Upshot.Answers.Gates;

/// <summary>
/// Whether a release may go on: it is shown to be improved, unchanged or not worse, and no budget policy holds it. An alarm does not take itself
/// back: a release that one look found regressed stays so.
/// </summary>
internal static class GateAnswer
{
    public static async Task<GateDecision> OfAsync(AnswerService asked, GateQuestion question, CancellationToken cancellation)
    {
        var compared = question.Compared();
        var isPlanned = compared.Looks.Look > 0;
        compared = isPlanned ? compared with { Looks = Comparisons.PlannedLooks.Remembering(compared.Looks, asked.State.Looks(question.Subject), asked.Now) } : compared;
        var verdict = await asked.CompareAsync(compared, cancellation);
        if (isPlanned)
        {
            asked.State.Add(new ReleaseLook(question.Subject, asked.Now, compared.Looks.Of, compared.Looks.Every));
        }

        var environment = verdict.Environment;
        var alarm = asked.State.Alarm(compared.Candidate, environment);
        var isNew = verdict.Outcome == VerdictOutcome.Regressed && alarm is null;
        if (isNew)
        {
            alarm = new ReleaseAlarm(compared.Candidate, environment, asked.Now, verdict.Sentence);
            isNew = asked.State.Raise(alarm);
        }

        var frozen = await BudgetFreeze.OfAsync(asked, compared.Candidate, [.. verdict.Operations.Select(o => o.Operation).Distinct()], cancellation);
        var earlier = alarm is not null && verdict.Outcome != VerdictOutcome.Regressed ? $" It was found regressed at {alarm.At:u} ({alarm.Sentence}), and an alarm does not take itself back: release another version." : "";
        var reason = alarm is not null ? $"{verdict.Sentence}{earlier}"
            : frozen is not null ? $"{frozen} {verdict.Sentence}"
            : verdict.Sentence;
        return new(
            compared.Candidate, verdict.Baseline, environment, alarm is not null ? Verdict.Regressed : verdict.Verdict,
            alarm is null && frozen is null && verdict.Outcome == VerdictOutcome.Pass, reason, frozen is not null, compared.Looks.Words, verdict)
        {
            IsNew = isNew,
        };
    }
}
