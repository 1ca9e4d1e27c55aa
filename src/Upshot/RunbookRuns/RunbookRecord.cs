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
            var judging = Steps.Where(s => s.Kind == RunbookStepKind.Verify).ToList() is { Count: > 0 } verified ? verified : Steps.Where(s => s.Kind == RunbookStepKind.Check).ToList();
            return Steps.Any(s => s.State == StepState.Failed) ? Upshot.ExitCode.Failed
                : judging.Any(s => s.State == StepState.Otherwise) ? Upshot.ExitCode.No
                : judging.Any(s => s.State is StepState.NoAnswer or StepState.Skipped) ? Upshot.ExitCode.NotEnoughEvidence
                : Upshot.ExitCode.Yes;
        }
    }
}

internal sealed record RecordedStep(RunbookStepKind Kind, string Title, StepState State, string Seen, DateTimeOffset At)
{
    public static RecordedStep Of(RunbookStep step, StepAnswer answer, DateTimeOffset at) => new(step.Kind, step.Title, answer.State, answer.Seen, at);
}
