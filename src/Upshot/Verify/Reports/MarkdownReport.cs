using Upshot.Decide.Verification;

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
            output.WriteLine("| check | where | what is wrong | what to do |");
            output.WriteLine("|---|---|---|---|");
            foreach (var finding in findings.Take(MostProblems))
            {
                var location = finding.HasPlace ? $"<br>{Text(finding.Path)}:{finding.Line}" : "";
                var times = finding.Count > 1 ? $" ({finding.Count} times)" : "";
                output.WriteLine($"| {finding.Rule} | {Text(finding.Where)}{location} | {Text(finding.Message)}{times}{OneLine(finding.Evidence)} | {Text(finding.Remedy)} |");
            }

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

        output.WriteLine("| signal | seen | attributes | values never seen |");
        output.WriteLine("|---|--:|--:|---|");
        foreach (var signal in coverage.Signals)
        {
            var never = string.Join("; ", signal.Attributes.Where(a => a.NeverSeen.Count > 0).Select(a => $"{a.Attribute}: {string.Join(", ", a.NeverSeen)}"));
            output.WriteLine($"| {Text(signal.Signal)} | {signal.Seen} | {signal.Attributes.Count(a => a.Seen > 0)}/{signal.Attributes.Count} | {Text(never)} |");
        }

        output.WriteLine();
    }

    private static string OneLine(string evidence) => evidence.Length > 0 && !evidence.Contains('\n') ? $"<br>`{Text(evidence.Replace('`', '\''))}`" : "";

    private static string Text(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace("|", "\\|").Replace("\r", " ").Replace("\n", " ");
}
