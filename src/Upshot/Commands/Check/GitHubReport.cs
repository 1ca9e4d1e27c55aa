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
            output.WriteLine(Annotation(problem.Severity == Severity.Error ? "error" : "warning", report.PathOf(problem.Location.File), problem.Location.Line, problem.Location.Column, problem.Rule, $"{problem.Message} {problem.Remedy}"));
        }

        output.WriteLine($"{report.Errors} errors, {report.Warnings} warnings{report.Contents()}.");
    }

    /// <param name="level">error, warning or notice.</param>
    public static string Annotation(string level, string file, int line, int column, string title, string text) =>
        $"::{level} file={Property(file)},line={line},col={column},title={Property(title)}::{Data(text)}";

    /// <summary>A text as the value of a command.</summary>
    public static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
