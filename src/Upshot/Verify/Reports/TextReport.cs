using Upshot.Commands;
using Upshot.Decide.Verification;
using Upshot.Plan;

namespace Upshot.Verify.Reports;

/// <summary>For people: problems by service, each with place, sentence, evidence, and what to do.</summary>
internal static class TextReport
{
    public static void Write(VerifyReport report, TextWriter output, bool useColor)
    {
        if (report.Command is { Failed: true } command)
        {
            output.WriteLine($"{Paint("error", "31")} command-failed");
            output.WriteLine($"  {Terminal.Printable(command.Words)}");
            output.WriteLine($"  {Paint("→", "36")} Make the command succeed first: what a failed run emits proves nothing.");
            output.WriteLine();
        }

        foreach (var problem in report.Result.Problems)
        {
            WriteProblem(problem);
        }

        if (report.Result.Suppressed.Count > 0)
        {
            output.WriteLine($"Suppressed: {string.Join(", ", report.Result.Suppressed.Select(p => $"{p.Check} ({Terminal.Printable(p.Where.ToString())})"))}.");
        }

        if (report.Rises.Count > 0)
        {
            output.WriteLine($"Covered, and not in the ratchet file yet: {string.Join(", ", report.Rises)}. Keep it with --update-ratchet.");
        }

        if (report.Mutation is { } mutation)
        {
            WriteMutation(mutation, output);
        }

        output.WriteLine(report.Verdict);

        void WriteProblem(VerificationProblem problem)
        {
            var isError = problem.Severity == Severity.Error;
            var times = problem.Count > 1 ? $" ({problem.Count} times)" : "";
            output.WriteLine($"{Paint(isError ? "error" : "warning", isError ? "31" : "33")} {problem.Check}{(problem.Where.ToString() is { Length: > 0 } where ? $": {Terminal.Printable(where)}" : "")}{times}");
            output.WriteLine($"  {Terminal.Printable(problem.Message)}");
            foreach (var line in problem.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                output.WriteLine($"    {Terminal.Printable(line)}");
            }

            if (report.PathOf(problem) is { } path)
            {
                output.WriteLine($"  declared in {path}");
            }

            output.WriteLine($"  {Paint("→", "36")} {Terminal.Printable(problem.Remedy)}");
            output.WriteLine();
        }

        string Paint(string text, string color) => useColor ? $"\u001b[{color}m{text}\u001b[0m" : text;
    }

    private static void WriteMutation(MutationResult mutation, TextWriter output)
    {
        foreach (var survivor in mutation.Survivors)
        {
            output.WriteLine($"survived {survivor.Kind}: {Terminal.Printable(survivor.What)}");
            output.WriteLine($"  → {survivor.Remedy}");
        }

        output.WriteLine($"Mutants: {mutation.Killed} of {mutation.Total} killed ({string.Join(", ", mutation.ByKind.Select(k => $"{k.Kind} {k.Killed}/{k.Total}"))}).");
        output.WriteLine();
    }
}
