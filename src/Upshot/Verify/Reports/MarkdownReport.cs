using Upshot.Decide.Verification;

namespace Upshot.Verify.Reports;

/// <summary>A summary for a pull request or a job: verdict, problems, coverage.</summary>
internal static class MarkdownReport
{
    private const int MostProblems = 50;

    public static void Write(VerifyReport report, TextWriter output)
    {
        var problems = ReportedProblem.All(report);
        output.WriteLine($"## {(report.ExitCode == Upshot.Commands.ExitCode.Yes ? "✅" : "❌")} Telemetry of {Text(report.Plan.Product)}");
        output.WriteLine();
        output.WriteLine(Text(report.Verdict));
        output.WriteLine();
        if (problems.Count > 0)
        {
            output.WriteLine("| check | where | what is wrong | what to do |");
            output.WriteLine("|---|---|---|---|");
            foreach (var (problem, path, line, _) in problems.Take(MostProblems))
            {
                var location = problem.Declared is null ? "" : $"<br>{Text(path)}:{line}";
                var times = problem.Count > 1 ? $" ({problem.Count} times)" : "";
                output.WriteLine($"| {problem.Check} | {Text(problem.Where.ToString())}{location} | {Text(problem.Message)}{times}{OneLine(problem.Evidence)} | {Text(problem.Remedy)} |");
            }

            output.WriteLine();
            if (problems.Count > MostProblems)
            {
                output.WriteLine($"… and {problems.Count - MostProblems} more.");
                output.WriteLine();
            }

            foreach (var problem in problems.Select(p => p.Problem).Where(p => p.Evidence.Contains('\n')).Take(5))
            {
                output.WriteLine($"<details><summary>{Text(problem.Message)}</summary>\n\n```text\n{problem.Evidence.Replace("```", "'''")}\n```\n\n</details>");
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
