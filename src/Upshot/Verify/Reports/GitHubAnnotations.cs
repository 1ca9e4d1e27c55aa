using Upshot.Commands.Check;

namespace Upshot.Verify.Reports;

/// <summary>Workflow commands, which GitHub shows beside the lines of the plan in a pull request, and the drawings in a group of the log.</summary>
internal static class GitHubAnnotations
{
    public static void Write(VerifyReport report, TextWriter output)
    {
        foreach (var reported in ReportedProblem.All(report))
        {
            output.WriteLine(GitHubReport.Annotation(reported.IsError ? "error" : "warning", reported.Path, reported.Line, reported.Column, reported.Problem.Check, reported.Sentence));
            if (reported.Problem.Evidence.Contains('\n'))
            {
                output.WriteLine($"::group::{GitHubReport.Data(reported.Problem.Message)}");
                foreach (var line in reported.Problem.Evidence.Split('\n'))
                {
                    // A line that begins with two colons would be a command.
                    output.WriteLine($"  {line}");
                }

                output.WriteLine("::endgroup::");
            }
        }

        output.WriteLine(report.Verdict);
    }
}
