using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Reports;

namespace Upshot.Verify;

/// <summary>What one run of <c>upshot verify</c> found, to be written one way or another.</summary>
/// <param name="PlanFolder">As the caller wrote it.</param>
/// <param name="Command">Null when a recording was verified.</param>
internal sealed record VerifyReport(string PlanFolder, ProductPlan Plan, VerificationResult Result, CommandOutcome? Command)
{
    /// <summary>What was judged.</summary>
    public CapturedTelemetry Captured { get; init; } = new();

    /// <summary>Null: no mutants were made.</summary>
    public MutationResult? Mutation { get; init; }

    /// <summary>The file of suppressions as the caller wrote it; it may lie outside of the plan's folder.</summary>
    public string Suppressions { get; init; } = "";

    /// <summary>What is covered and not in the ratchet file yet.</summary>
    public IReadOnlyList<string> Rises { get; init; } = [];

    public int ExitCode => Command is { Failed: true } ? Upshot.ExitCode.Failed
        : Result.LacksEvidence ? Upshot.ExitCode.NotEnoughEvidence
        : Result.IsVerified && Mutation is not { Survivors.Count: > 0 } ? Upshot.ExitCode.Yes
        : Upshot.ExitCode.No;

    /// <summary>Where the plan says otherwise, as the caller would write the path; null when it says nothing.</summary>
    public string? PathOf(VerificationProblem problem) =>
        problem.Declared is { } location ? $"{FileOf(location)}:{location.Line}" : null;

    /// <summary>The file of a place; a place that has none is the plan's.</summary>
    public string FileOf(SourceLocation? location) => location is { File: var file } && file.Length > 0
        ? Path.IsPathRooted(file) || file == Suppressions ? file : PlanPath.Of(PlanFolder, file)
        : PlanPath.Of(PlanFolder, "upshot.yaml");

    /// <summary>The one sentence at the end.</summary>
    public string Verdict
    {
        get
        {
            var counts = Result.Counts;
            var seen = $"{Count(counts.Spans, "span")} in {Count(counts.Traces, "trace")}, {Count(counts.MetricPoints, "metric point")} and {Count(counts.Logs, "log record")} of {Count(counts.Services, "service")}";
            var covered = $"{Result.Coverage.SignalsSeen} of {Count(Result.Coverage.Signals.Count, "signal")} and {Result.Coverage.AttributesSeen} of {Count(Result.Coverage.Attributes, "attribute")} covered";
            return ExitCode switch
            {
                Upshot.ExitCode.Yes => $"Verified: {seen}; {covered}{Extras()}.",
                Upshot.ExitCode.NotEnoughEvidence => $"Not enough evidence: {seen}; {covered}{Extras()}.",
                Upshot.ExitCode.Failed => $"Not verified, because the command failed: {seen}; {Count(Result.Errors, "problem")}{Extras()}.",
                _ when Result.IsVerified => $"Not verified, because {Count(Mutation!.Survivors.Count, "mutant")} survived: {seen}; {covered}{Extras()}.",
                _ => $"Not verified: {Count(Result.Errors, "problem")} in {seen}; {covered}{Extras()}.",
            };
        }
    }

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private string Extras() =>
        (Result.Warnings > 0 ? $"; {Count(Result.Warnings, "warning")}" : "")
        + (Result.Suppressed.Count > 0 ? $"; {Count(Result.Suppressed.Count, "problem")} suppressed" : "")
        + (Mutation is { } mutation ? $"; {mutation.Killed} of {Count(mutation.Total, "mutant")} killed" : "");
}
