using System.CommandLine;
using Upshot.Client;
using Upshot.Decide.AlertTests;
using Upshot.Import.Promtool;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts test FILES</c>: unit tests of a plan's alerts.</summary>
internal static class AlertTestCommand
{
    private const long MostBytes = 4 << 20;

    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Files of tests: load OBJECTIVE 0h..24h 600/min 1% bad, at 24h expect OBJECTIVE/page firing; or promtool's (.yml), as far as a plan has words for them.", Arity = ArgumentArity.OneOrMore };
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("test", "Run unit tests of a plan's alerts, and say which alerts they leave untested. Exit code 2 when an expectation is not met.") { files, plan, format };
        command.SetAction(parsed =>
        {
            try
            {
                var read = PlanForProof.Read(parsed.GetValue(plan));
                var loaded = parsed.GetRequiredValue(files).Select(f => Read(f, read)).ToList();
                var result = AlertTestRun.Of(read, [.. loaded.SelectMany(l => l.Tests)], Duration.Format) with { NotExpressed = [.. loaded.SelectMany(l => l.NotExpressed)] };
                Write(result, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                foreach (var left in result.NotExpressed)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(Visible.Text(left));
                }

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

    private static (IReadOnlyList<AlertTest> Tests, IReadOnlyList<string> NotExpressed) Read(string path, ProductPlan plan)
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

        var read = PromtoolTests.IsOne(path, text) ? PromtoolTests.Read(plan, path, text) : OwnFormat(path, text);
        return read.Problems.Count == 0
            ? ([.. read.Tests.Select(t => t with { Name = t.Name.Length > 0 ? t.Name : Path.GetFileName(path) })], read.NotExpressed)
            : throw new CommandException(string.Join(Environment.NewLine, read.Problems.Take(20).Select(p => Visible.Text($"{p}"))));
    }

    private static PromtoolRead OwnFormat(string path, string text)
    {
        var (tests, problems) = AlertTestFile.Read(text, path, t => Duration.TryParse(t, out var value) ? value : null);
        return new(tests, problems, []);
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
            output.WriteLine(Visible.Text($"FAILED {failure.Test}{(failure.Line > 0 ? $", line {failure.Line}" : "")}: {failure.Message}"));
        }

        var (alerts, branches) = (result.Alerts.Count, result.Branches.Count);
        output.WriteLine($"{result.Tests} {(result.Tests == 1 ? "test" : "tests")}, {result.Expectations} expectations, {result.Failures.Count} not met.");
        output.WriteLine($"Coverage: {alerts - result.NeverFiring.Count} of {alerts} alerts are expected to fire, {alerts - result.NeverQuiet.Count} to be quiet; {result.Branches.Count(b => b.IsTested)} of {branches} branches are gone through.");
        Untested("Never expected to fire", result.NeverFiring);
        Untested("Never expected to be quiet", result.NeverQuiet);
        foreach (var way in result.Branches.Where(b => !b.IsTested).GroupBy(b => b.Way))
        {
            Untested(Words(way.Key), [.. way.Select(b => $"{b.Alert} over {Duration.Format(b.Over)}")]);
        }

        void Untested(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                output.WriteLine(Visible.Text($"{what}: {string.Join(", ", names)}."));
            }
        }
    }

    private static string Words(string way) => way switch
    {
        "fires" => "Windows that never fired",
        "long-only" => "Windows in which it never was over (the long one burns, the short one does not)",
        _ => "Windows in which it never was too early (the short one burns, the long one does not)",
    };
}
