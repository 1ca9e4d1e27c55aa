using Upshot.Plan;

namespace Upshot.Commands.Check;

/// <summary>Prints problems as workflow commands, which GitHub shows beside the lines of a pull request.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflow-commands-for-github-actions</remarks>
internal static class GitHubReport
{
    public static void Write(CheckReport report, TextWriter output)
    {
        foreach (var problem in report.Reading.Problems)
        {
            var command = problem.Severity == Severity.Error ? "error" : "warning";
            var file = Property(report.PathOf(problem.Place.File));
            output.WriteLine($"::{command} file={file},line={problem.Place.Line},col={problem.Place.Column},title={Property(problem.Rule)}::{Data($"{problem.Message} {problem.Remedy}")}");
        }

        output.WriteLine($"{report.Errors} errors, {report.Warnings} warnings{report.Contents()}.");
    }

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
