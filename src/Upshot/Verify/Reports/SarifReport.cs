using Upshot.Commands.Check;
using Upshot.Plan;

namespace Upshot.Verify.Reports;

internal static class SarifReport
{
    public static void Write(VerifyReport report, TextWriter output) => SarifLog.Write(
        [.. ReportedProblem.Checks.Select(c => new SarifRule(c.Id, c.Summary, c.Why, SarifLog.LevelOf(Severity.Error)))],
        ReportedProblem.All(report).Select(p => new SarifResult(p.Problem.Check, SarifLog.LevelOf(p.Problem.Severity), p.Sentence, SarifLog.UriOf(p.Path), p.Line, p.Column) { LogicalName = p.Problem.Where.ToString() }),
        output);
}
