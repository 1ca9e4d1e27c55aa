using Upshot.Answers;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

/// <summary>What was done and seen when a runbook was run.</summary>
/// <param name="Commit">Of the plan; empty: it is in no repository.</param>
/// <param name="Incident">On whose time line it stands; empty: on none.</param>
internal sealed record RunbookRecord(string Runbook, string PlanDigest, string Commit, string By, string Incident, bool IsDryRun, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RecordedStep> Steps)
{
    /// <summary>Verifications say how it ended; without any the checks do.</summary>
    public int ExitCode
    {
        get
        {
            var judging = Steps.Where(s => s.Kind == "verify").ToList() is { Count: > 0 } verified ? verified : Steps.Where(s => s.Kind == "check").ToList();
            return Steps.Any(s => s.State == "failed") ? Upshot.ExitCode.Failed
                : judging.Any(s => s.State == "otherwise") ? Upshot.ExitCode.No
                : judging.Any(s => s.State is "noAnswer" or "skipped") ? Upshot.ExitCode.NotEnoughEvidence
                : Upshot.ExitCode.Yes;
        }
    }
}

/// <param name="State">asExpected, otherwise, noAnswer, done, skipped, failed.</param>
internal sealed record RecordedStep(string Kind, string Title, string State, string Seen, DateTimeOffset At)
{
    public static RecordedStep Of(RunbookStep step, StepAnswer answer, DateTimeOffset at) => new(JsonNames.Of(step.Kind), step.Title, JsonNames.Of(answer.State), answer.Seen, at);
}
