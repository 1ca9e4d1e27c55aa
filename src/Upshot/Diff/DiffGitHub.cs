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
            var command = change.Migration == MigrationState.Missing ? "error" : "notice";
            output.WriteLine($"::{command} file={Property(report.PathOf(change))},line={change.Place.Line},col={change.Place.Column},title={Property($"{DiffReport.ClassOf(change)} change")}::{Data(DiffSentence.Of(change))}");
        }

        output.WriteLine(report.Summary());
    }

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
