namespace Upshot.Reports;

/// <summary>Workflow commands, which GitHub shows beside the lines of a pull request; evidence of several lines in a group of the log.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflow-commands-for-github-actions</remarks>
internal static class GitHubWriter
{
    /// <param name="summary">The last line.</param>
    public static void Write(IEnumerable<Finding> findings, string summary, TextWriter output)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"::{LevelOf(finding.Level)} file={Property(finding.Path)},line={finding.Line},col={finding.Column},title={Property(finding.Title)}::{Data(finding.Sentence)}");
            if (finding.Evidence.Contains('\n'))
            {
                output.WriteLine($"::group::{Data(finding.Message)}");
                foreach (var line in finding.Evidence.Split('\n'))
                {
                    // A line that begins with two colons would be a command.
                    output.WriteLine($"  {Visible.Text(line)}");
                }

                output.WriteLine("::endgroup::");
            }
        }

        output.WriteLine(Visible.Text(summary));
    }

    private static string LevelOf(FindingLevel level) => level switch
    {
        FindingLevel.Error => "error",
        FindingLevel.Warning => "warning",
        _ => "notice",
    };

    // The places of newlines are kept, all else that a terminal would obey is shown.
    private static string Data(string text) => Visible.Lines(text).Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
