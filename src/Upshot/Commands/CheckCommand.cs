using System.CommandLine;
using System.Globalization;
using Upshot.Commands.Check;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Plan.Schema;
using Upshot.Reports;
using Upshot.RunbookRuns;

namespace Upshot.Commands;

/// <summary>Reads a plan and says everything that is wrong with it.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dir") { Description = "The folder that holds upshot.yaml.", DefaultValueFactory = _ => "." };
        var format = new Option<string>("--format") { Description = "How to print: text, json, github (annotations) or sarif (2.1.0).", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "github", "sarif");
        var strict = new Option<bool>("--strict") { Description = "Warnings fail the check too." };
        var signals = new Option<bool>("--signals") { Description = "The folder holds a registry of signals and no plan; recognised by itself when there is no upshot.yaml." };
        var today = new Option<string?>("--today") { Description = "Report flags that expired before this date (yyyy-MM-dd)." };
        today.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ParseDate(text) is null)
            {
                result.AddError($"--today is '{text}', which is not a date such as 2027-01-31.");
            }
        });
        var rules = new Option<bool>("--rules") { Description = "Print the rules as Markdown and check nothing." };

        var command = new Command("check", "Check a plan: every problem at once, each with its place and what to do.") { directory, format, strict, signals, today, rules };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(rules))
            {
                output.Write(RulesPage.Write());
                return ExitCode.Yes;
            }

            var folder = result.GetValue(directory)!;
            if (Read(ref folder, result.GetValue(signals), ParseDate(result.GetValue(today)), result.InvocationConfiguration.Error) is not { } reading)
            {
                return ExitCode.Failed;
            }

            Print(new CheckReport(folder, reading), result.GetValue(format)!, output);
            var isBad = reading.HasErrors || (result.GetValue(strict) && reading.Problems.Any(p => p.Severity == Severity.Warning));
            return isBad ? ExitCode.No : ExitCode.Yes;
        });
        return command;
    }

    private static PlanReading? Read(ref string folder, bool onlySignals, DateTime? today, TextWriter error)
    {
        if (File.Exists(folder) && Path.GetFileName(folder) == "upshot.yaml")
        {
            folder = Path.GetDirectoryName(folder) is { Length: > 0 } parent ? parent : ".";
        }

        if (!Directory.Exists(folder))
        {
            error.WriteLine($"There is no folder {folder}. Name the folder that holds upshot.yaml.");
            return null;
        }

        try
        {
            if (!onlySignals && File.Exists(Path.Combine(folder, "upshot.yaml")))
            {
                var reading = PlanReader.Read(folder, today);
                return reading.HasErrors ? reading : reading with { Problems = [.. reading.Problems, .. RunbookQuestions.Check(reading.Plan)] };
            }

            if (onlySignals || PlanReader.HoldsSignals(folder))
            {
                return PlanReader.ReadSignals(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"The folder {folder} cannot be read: {e.Message}");
            return null;
        }

        var hint = File.Exists(Path.Combine(folder, "upshot.yml")) ? "Rename upshot.yml to upshot.yaml." : "'upshot init' writes one.";
        error.WriteLine($"There is no upshot.yaml in {Path.GetFullPath(folder)}. {hint}");
        return null;
    }

    private static void Print(CheckReport report, string format, TextWriter output)
    {
        switch (format)
        {
            case "json":
                JsonReport.Write(report, output);
                break;
            case "github":
                GitHubWriter.Write(report.Findings, $"{report.Errors} errors, {report.Warnings} warnings{report.Contents()}.", output);
                break;
            case "sarif":
                SarifWriter.Write(CheckReport.Rules, report.Findings, output);
                break;
            default:
                TextReport.Write(report, output, useColor: Terminal.ShowsColor(output));
                break;
        }
    }

    private static DateTime? ParseDate(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
