using Upshot.Decide.Verification;
using Upshot.Reports;

namespace Upshot.Verify.Reports;

/// <summary>For people: problems by service, each with place, sentence, evidence, and what to do.</summary>
internal static class TextReport
{
    public static void Write(VerifyReport report, TextWriter output, bool useColor)
    {
        if (report.Command is { Failed: true } command)
        {
            TextBlock.Write($"{TextBlock.Level(FindingLevel.Error, useColor)} {ReportedProblem.CommandFailed.Id}", [Terminal.Printable(command.Words)], "Make the command succeed first: what a failed run emits proves nothing.", output, useColor);
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
            var times = problem.Count > 1 ? $" ({problem.Count} times)" : "";
            var where = problem.Where.ToString() is { Length: > 0 } known ? $": {Terminal.Printable(known)}" : "";
            TextBlock.Write(
                $"{TextBlock.Level(Finding.LevelOf(problem.Severity), useColor)} {problem.Check}{where}{times}",
                [
                    Terminal.Printable(problem.Message),
                    .. problem.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {Terminal.Printable(l)}"),
                    .. report.PathOf(problem) is { } path ? (string[])[$"declared in {path}"] : [],
                ],
                Terminal.Printable(problem.Remedy),
                output,
                useColor);
            output.WriteLine();
        }
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
