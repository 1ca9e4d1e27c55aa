using Upshot.Decide.Verification;
using Upshot.Reports;

namespace Upshot.Verify.Reports;

/// <summary>What reports for machines list: the problems found, the command that failed, the mutants that survived; in one form.</summary>
internal sealed record ReportedProblem(VerificationProblem Problem, Finding Finding)
{
    public static readonly CheckInfo CommandFailed = new("command-failed", "The command failed.", "What a failed run emits proves nothing.");
    public static readonly CheckInfo MutantSurvived = new("mutant-survived", "A planted defect was not found.", "What no check finds, CI lets pass.");

    public static IReadOnlyList<CheckInfo> Checks { get; } = [CommandFailed, .. Decide.Verification.Checks.Infos, MutantSurvived];

    public static IReadOnlyList<FindingRule> Rules { get; } = [.. Checks.Select(c => new FindingRule(c.Id, c.Summary, c.Why, FindingLevel.Error))];

    public static IReadOnlyList<ReportedProblem> All(VerifyReport report)
    {
        var problems = new List<VerificationProblem>();
        if (report.Command is { Failed: true } command)
        {
            problems.Add(new(CommandFailed.Id, new(), command.Words, "Make the command succeed first: what a failed run emits proves nothing."));
        }

        problems.AddRange(report.Result.Problems);
        problems.AddRange(report.Mutation?.Survivors.Select(m => new VerificationProblem(MutantSurvived.Id, new(), $"A mutant survived: {m.Kind}, {m.What}.", m.Remedy)) ?? []);
        return [.. problems.Select(p => new ReportedProblem(p, FindingOf(p, report)))];
    }

    /// <summary>What can be found in this run: mutants survive only where some were made.</summary>
    public static IReadOnlyList<FindingRule> RulesOf(VerifyReport report) => [.. Rules.Where(r => r.Id != MutantSurvived.Id || report.Mutation is not null)];

    public static IEnumerable<Finding> Findings(VerifyReport report) => All(report).Select(p => p.Finding);

    /// <summary>The place is the plan itself where a problem has none in it.</summary>
    private static Finding FindingOf(VerificationProblem problem, VerifyReport report) => new(problem.Check, Finding.LevelOf(problem.Severity), problem.Message)
    {
        Path = report.FileOf(problem.Declared),
        Line = problem.Declared?.Line ?? 1,
        Column = problem.Declared?.Column ?? 1,
        HasPlace = problem.Declared is not null,
        Where = problem.Where.ToString(),
        Evidence = problem.Evidence,
        Remedy = problem.Remedy,
        Count = problem.Count,
    };
}
