using Upshot.Plan.Checks;

namespace Upshot.Commands.Check;

/// <summary>Prints problems of a plan as SARIF.</summary>
internal static class SarifReport
{
    public static void Write(CheckReport report, TextWriter output) => SarifLog.Write(
        [.. Rules.All.Select(r => new SarifRule(r.Id, r.Summary, r.Why, SarifLog.LevelOf(r.Severity)))],
        report.Reading.Problems.Select(p => new SarifResult(p.Rule, SarifLog.LevelOf(p.Severity), $"{p.Message} {p.Remedy}", SarifLog.UriOf(report.PathOf(p.Location.File)), p.Location.Line, p.Location.Column)),
        output);
}
