using System.Text;
using Upshot.Reports;
using Upshot.Verify.Reports;
using Upshot.Verify.Weaver;

namespace Upshot.Verify;

/// <summary>A report into a file, as <c>--report FORMAT=FILE</c> asks.</summary>
internal sealed record ReportFile(string Format, string Path);

/// <summary>The ways in which a report can be written.</summary>
internal static class ReportFormats
{
    public static readonly IReadOnlyList<string> Names = ["text", "json", "junit", "sarif", "github", "markdown", "weaver"];

    public static void Write(string format, VerifyReport report, TextWriter output, bool useColor)
    {
        switch (format)
        {
            case "json":
                JsonReport.Write(report, output);
                break;
            case "junit":
                JUnitWriter.Write($"upshot verify {report.Plan.Product}", ReportedProblem.RulesOf(report), ReportedProblem.Findings(report), report.Command?.Took ?? TimeSpan.Zero, report.Verdict, output);
                break;
            case "sarif":
                SarifWriter.Write(ReportedProblem.Rules, ReportedProblem.Findings(report), output);
                break;
            case "github":
                GitHubWriter.Write(ReportedProblem.Findings(report), report.Verdict, output);
                break;
            case "markdown":
                MarkdownReport.Write(report, output);
                break;
            case "weaver":
                WeaverReport.Write(report, output);
                break;
            default:
                TextReport.Write(report, output, useColor);
                break;
        }
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ReportFile file, VerifyReport report)
    {
        // GitHub's summary file may hold what other steps wrote.
        var append = Path.GetFullPath(file.Path) == Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY");
        using var output = new StreamWriter(file.Path, append, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Write(file.Format, report, output, useColor: false);
    }

    /// <summary>Null when it is not FORMAT=FILE; then <paramref name="mistakes"/> says so.</summary>
    public static ReportFile? Parse(string text, List<string> mistakes)
    {
        if (text.Split('=', 2) is [var format, { Length: > 0 } path] && Names.Contains(format))
        {
            return new(format, path);
        }

        mistakes.Add($"--report is '{text}'; it takes a format and a file, such as junit=telemetry.xml. Formats: {string.Join(", ", Names)}.");
        return null;
    }
}
