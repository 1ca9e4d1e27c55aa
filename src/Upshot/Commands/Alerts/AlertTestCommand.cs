using System.CommandLine;
using Upshot.Client;
using Upshot.Decide.AlertTests;
using Upshot.Plan.Values;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts test FILES</c>: unit tests of a plan's alerts.</summary>
internal static class AlertTestCommand
{
    private const long MostBytes = 4 << 20;

    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Files of tests: load OBJECTIVE 0h..24h 600/min 1% bad, at 24h expect OBJECTIVE/page firing.", Arity = ArgumentArity.OneOrMore };
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("test", "Run unit tests of a plan's alerts, and say which alerts they leave untested. Exit code 2 when an expectation is not met.") { files, plan, format };
        command.SetAction(parsed =>
        {
            try
            {
                var read = PlanForProof.Read(parsed.GetValue(plan));
                var result = AlertTestRun.Of(read, [.. parsed.GetRequiredValue(files).SelectMany(Read)], Duration.Format);
                Write(result, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                return result.Expectations == 0 ? ExitCode.NotEnoughEvidence : result.Failures.Count > 0 ? ExitCode.No : ExitCode.Yes;
            }
            catch (CommandException e)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<AlertTest> Read(string path)
    {
        string text;
        try
        {
            text = new FileInfo(path).Length > MostBytes ? throw new CommandException($"{path} has more than {MostBytes >> 20} MB. Split it.") : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {e.Message}");
        }

        var (tests, problems) = AlertTestFile.Read(text, path, t => Duration.TryParse(t, out var value) ? value : null);
        return problems.Count == 0
            ? [.. tests.Select(t => t with { Name = t.Name.Length > 0 ? t.Name : Path.GetFileName(path) })]
            : throw new CommandException(string.Join(Environment.NewLine, problems.Take(20)));
    }

    private static void Write(AlertTestResult result, bool isJson, TextWriter output)
    {
        if (isJson)
        {
            output.WriteLine(AnswerClient.ToText(result));
            return;
        }

        foreach (var failure in result.Failures)
        {
            output.WriteLine($"FAILED {failure.Test}{(failure.Line > 0 ? $", line {failure.Line}" : "")}: {failure.Message}");
        }

        output.WriteLine($"{result.Tests} {(result.Tests == 1 ? "test" : "tests")}, {result.Expectations} expectations, {result.Failures.Count} not met.");
        Untested("Never expected to fire", result.NeverFiring);
        Untested("Never expected to be quiet", result.NeverQuiet);
        Untested("Windows that decided nothing", result.UnusedWindows);

        void Untested(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                output.WriteLine($"{what}: {string.Join(", ", names)}.");
            }
        }
    }
}
