using Upshot.Commands.Check;
using Upshot.Plan.Diff;

namespace Upshot.Diff;

/// <summary>Prints breaking changes as workflow commands, which GitHub shows beside the lines of a pull request.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflow-commands-for-github-actions</remarks>
internal static class DiffGitHub
{
    public static void Write(DiffReport report, TextWriter output)
    {
        foreach (var change in report.Difference.Breaking)
        {
            var level = change.Migration == MigrationState.Missing ? "error" : "notice";
            output.WriteLine(GitHubReport.Annotation(level, report.PathOf(change), change.Location.Line, change.Location.Column, $"{DiffReport.ClassOf(change)} change", DiffSentence.Of(change)));
        }

        output.WriteLine(report.Summary());
    }
}
