using System.CommandLine;
using Upshot.Client;
using Upshot.Diff;
using Upshot.Plan.Diff;
using Upshot.Plan.Migrations;
using Upshot.Reports;

namespace Upshot.Commands;

/// <summary><c>upshot diff</c>: what changes between two plans, what it breaks, and whether history stays readable.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var sides = new DiffArguments();
        var plan = new Option<string>("--plan") { Description = "The plan's folder, when revisions are compared.", DefaultValueFactory = _ => "." };
        var format = ServerCommand.Format("text", "json", "github", "markdown", "sarif");
        var schema = new Option<string?>("--schema") { Description = "An OpenTelemetry schema file; its renames count as declared." };
        var accept = new Option<string[]>("--accept") { Description = "A breaking change that is meant, by what it is about, such as 'operation checkout'. May be repeated.", DefaultValueFactory = _ => [] };
        var all = new Option<bool>("--all") { Description = "Print every compatible change; by default the first 200." };
        var command = new Command("diff", "Compare two plans. Exit code 2 when a breaking change has no migration.") { plan, format, schema, accept, all };
        sides.AddTo(command);
        command.SetAction(parsed =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var known = ReadSchema(parsed.GetValue(schema));
                var folder = parsed.GetValue(plan)!;
                var (before, after) = sides.Read(parsed, folder);
                var (difference, unknown) = PlanDiff.Between(before.Reading.Plan, after.Reading.Plan, known).Accepting(parsed.GetValue(accept)!);
                foreach (var subject in unknown)
                {
                    error.WriteLine($"--accept '{subject}' fits no breaking change.");
                }

                var report = new DiffReport(before, after, difference) { PlanFolder = folder };
                SayProblems(report, error);
                Print(report, parsed.GetValue(format)!, parsed.GetValue(all), parsed.InvocationConfiguration.Output);
                return difference.Unmigrated.Any() ? ExitCode.No : ExitCode.Yes;
            }
            catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static TelemetrySchema? ReadSchema(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            throw new CommandException($"There is no schema file {path}.");
        }

        var (schema, problems) = TelemetrySchema.Read(path, File.ReadAllText(path));
        return schema is not null && problems.Count == 0
            ? schema
            : throw new CommandException(string.Join(Environment.NewLine, problems.Select(p => $"{p.Location}: {p.Message} {p.Remedy}")));
    }

    /// <summary>A plan with mistakes is compared as far as it was read; that is said, because what was not read looks removed.</summary>
    private static void SayProblems(DiffReport report, TextWriter error)
    {
        if (report.Base.FormerFolder is { } former)
        {
            error.WriteLine(Visible.Text($"In {report.Base.Label} the folder was called {former}: it is compared with {report.PlanFolder}."));
        }

        if (report.Base.IsMissing)
        {
            error.WriteLine($"{report.Base.Label} has no folder {report.PlanFolder}: all of the plan is new.");
        }

        foreach (var source in new[] { report.Base, report.Head }.Where(s => s.Reading.HasErrors))
        {
            error.WriteLine($"{source.Label} has {DiffReport.Number(source.Reading.Problems.Count(p => p.Severity == Plan.Severity.Error), "error")}; it is compared as far as it can be read. upshot check says more.");
        }
    }

    private static void Print(DiffReport report, string format, bool all, TextWriter output)
    {
        switch (format)
        {
            case "json":
                DiffJson.Write(report, output);
                break;
            case "github":
                GitHubWriter.Write(DiffFindings.Of(report), report.Summary(), output);
                break;
            case "markdown":
                DiffMarkdown.Write(report, output);
                break;
            case "sarif":
                SarifWriter.Write(DiffFindings.Rules, DiffFindings.Of(report), output);
                break;
            default:
                DiffText.Write(report, output, Terminal.ShowsColor(output), all);
                break;
        }
    }
}
