using Upshot.Decide.Verification;
using Upshot.Reports;

namespace Upshot.Verify.Reports;

/// <summary>A summary for a pull request or a job: verdict, problems, coverage.</summary>
internal static class MarkdownReport
{
    private const int MostProblems = 50;

    public static void Write(VerifyReport report, TextWriter output)
    {
        var findings = ReportedProblem.Findings(report).ToList();
        output.WriteLine($"## {(report.ExitCode == ExitCode.Yes ? "✅" : "❌")} Telemetry of {Text(report.Plan.Product)}");
        output.WriteLine();
        output.WriteLine(Text(report.Verdict));
        output.WriteLine();
        if (findings.Count > 0)
        {
            Markdown.Table(["check", "where", "what is wrong", "what to do"], findings.Take(MostProblems).Select(Row), output);
            output.WriteLine();
            if (findings.Count > MostProblems)
            {
                output.WriteLine($"… and {findings.Count - MostProblems} more.");
                output.WriteLine();
            }

            foreach (var finding in findings.Where(f => f.Evidence.Contains('\n')).Take(5))
            {
                output.WriteLine($"<details><summary>{Text(finding.Message)}</summary>\n\n```text\n{finding.Evidence.Replace("```", "'''")}\n```\n\n</details>");
                output.WriteLine();
            }
        }

        WriteCoverage(report.Result.Coverage, output);
        if (report.Mutation is { } mutation)
        {
            output.WriteLine($"**Mutants:** {mutation.Killed} of {mutation.Total} killed.");
        }
    }

    private static void WriteCoverage(Coverage coverage, TextWriter output)
    {
        if (coverage.Signals.Count == 0)
        {
            return;
        }

        Markdown.Table(["signal", "seen", "attributes", "values never seen"], coverage.Signals.Select(Row), output, "seen", "attributes");
        output.WriteLine();
    }

    private static IReadOnlyList<string> Row(Finding finding)
    {
        var location = finding.HasPlace ? $"<br>{Text(finding.Path)}:{finding.Line}" : "";
        var times = finding.Count > 1 ? $" ({finding.Count} times)" : "";
        return [finding.Rule, Text(finding.Where) + location, Text(finding.Message) + times + OneLine(finding.Evidence), Text(finding.Remedy)];
    }

    private static IReadOnlyList<string> Row(SignalCoverage signal)
    {
        var never = signal.Attributes.Where(a => a.NeverSeen.Count > 0).Select(a => $"{a.Attribute}: {string.Join(", ", a.NeverSeen)}");
        return [Text(signal.Signal), $"{signal.Seen}", $"{signal.Attributes.Count(a => a.Seen > 0)}/{signal.Attributes.Count}", Text(string.Join("; ", never))];
    }

    private static string OneLine(string evidence) => evidence.Length > 0 && !evidence.Contains('\n') ? $"<br>{Markdown.Code(evidence)}" : "";

    private static string Text(string text) => Markdown.Text(text);
}
