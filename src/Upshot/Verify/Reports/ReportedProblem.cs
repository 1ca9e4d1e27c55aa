using Upshot.Decide.Verification;
using Upshot.Plan;

namespace Upshot.Verify.Reports;

/// <summary>What reports for machines list: the problems found, the command that failed, the mutants that survived; in one form.</summary>
/// <param name="Path">The plan's file as the caller would write it; the plan itself where a problem has no place in it.</param>
internal sealed record ReportedProblem(VerificationProblem Problem, string Path, int Line, int Column)
{
    public static readonly CheckInfo CommandFailed = new("command-failed", "The command failed.", "What a failed run emits proves nothing.");
    public static readonly CheckInfo MutantSurvived = new("mutant-survived", "A planted defect was not found.", "What no check finds, CI lets pass.");

    public static IReadOnlyList<CheckInfo> Checks { get; } = [CommandFailed, .. Decide.Verification.Checks.Infos, MutantSurvived];

    public static IReadOnlyList<ReportedProblem> All(VerifyReport report)
    {
        var problems = new List<VerificationProblem>();
        if (report.Command is { Failed: true } command)
        {
            problems.Add(new(CommandFailed.Id, new(), command.Words, "Make the command succeed first: what a failed run emits proves nothing."));
        }

        problems.AddRange(report.Result.Problems);
        problems.AddRange(report.Mutation?.Survivors.Select(m => new VerificationProblem(MutantSurvived.Id, new(), $"A mutant survived: {m.Kind}, {m.What}.", m.Remedy)) ?? []);
        return [.. problems.Select(p => new ReportedProblem(p, report.FileOf(p.Declared), p.Declared?.Line ?? 1, p.Declared?.Column ?? 1))];
    }

    public bool IsError => Problem.Severity == Severity.Error;

    /// <summary>Place, sentence and remedy in one line.</summary>
    public string Sentence => $"{(Problem.Where.ToString() is { Length: > 0 } where ? $"[{where}] " : "")}{Problem.Message}{(Problem.Evidence.Length > 0 && !Problem.Evidence.Contains('\n') ? $" ({Problem.Evidence})" : "")} {Problem.Remedy}";
}
