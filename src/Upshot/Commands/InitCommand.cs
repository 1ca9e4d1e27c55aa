using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Commands.Init;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Commands;

/// <summary>Writes a plan to begin with.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dir") { Description = "The folder to write to; it is made when it is not there.", DefaultValueFactory = _ => "." };
        var service = new Option<string?>("--service") { Description = "Name of your service (service.name). The default is the name of the folder." };
        var from = new Option<string?>("--from") { Description = "Address of a running Upshot server: write a plan for the services that it has seen." };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there." };
        var format = FileFormat.Option();
        var command = new Command("init", "Write a minimal plan, or one made from what a running server has seen.") { directory, service, from, force, format };
        command.SetAction(async (result, cancel) =>
        {
            var output = result.InvocationConfiguration.Output;
            var error = result.InvocationConfiguration.Error;
            var folder = result.GetValue(directory)!;
            var asJson = result.GetValue(format) == FileFormat.Json;
            var only = result.GetValue(service);
            if (result.GetValue(from) is not { } server)
            {
                var name = only ?? NewPlan.NameFrom(folder);
                return Write(folder, NewPlan.Minimal(name), result.GetValue(force), asJson, output, error);
            }

            var seen = await SeenServices.Get(server, cancel);
            if (seen.Services is not { } services)
            {
                error.WriteLine(seen.Problem);
                return ExitCode.Failed;
            }

            services = [.. services.Where(s => only is null || s.Service == only)];
            if (services.Count == 0)
            {
                error.WriteLine(only is null
                    ? $"The server at {server} has seen no service yet. Send it telemetry first: set OTEL_EXPORTER_OTLP_ENDPOINT in your service."
                    : $"The server at {server} has not seen the service {only}.");
                return ExitCode.NotEnoughEvidence;
            }

            var spans = await SeenServices.Spans(server, cancel);
            var made = SeenPlan.From(NewPlan.NameFrom(folder), services, spans);
            if (Replay(made, spans, error) is { } mistake)
            {
                error.WriteLine(Visible.Lines(mistake));
                return ExitCode.Failed;
            }

            var code = Write(folder, made.Files, result.GetValue(force), asJson, output, error);
            if (code == ExitCode.Yes && !asJson)
            {
                SayLeft(made, output);
            }

            return code;
        });
        return command;
    }

    /// <summary>The plan, before it is written, over what is stored; null: it is as it should be.</summary>
    private static string? Replay(SeenPlanMade made, IReadOnlyList<SeenSpans>? spans, TextWriter error)
    {
        var reading = PlanReader.Read(made.Files);
        if (reading.Problems.FirstOrDefault(p => p.Severity == Severity.Error) is { } problem)
        {
            return $"The plan that was made is no valid one, which is a mistake of this program: {problem.Location}: {problem.Message} {problem.Remedy}";
        }

        if (spans is null)
        {
            error.WriteLine("The server does not tell which spans it has, so the plan was not replayed over them.");
            return null;
        }

        // Spans are kept for a shorter time than counts: what has none left cannot be replayed, and is told.
        foreach (var (operation, count) in SeenSpans.Replay(reading.Plan, spans).Where(o => o.Value == 0))
        {
            error.WriteLine(Visible.Text($"The operation {operation} takes none of the spans that are still stored: its requests are older than they are."));
        }

        return null;
    }

    private static void SayLeft(SeenPlanMade made, TextWriter output)
    {
        if (made.AreFew)
        {
            output.WriteLine($"No route has {SeenRoutes.FewestRequests} requests yet; the busiest are a beginning.");
        }

        if (made.Left.Count > 0)
        {
            output.WriteLine(Visible.Text($"Left out, with fewer than {SeenRoutes.FewestRequests} requests or beyond the first 1,000 routes: {string.Join(", ", made.Left.Take(10).Select(l => $"{l.Service} {l.Route.Route} ({l.Route.Requests})"))}{(made.Left.Count > 10 ? $" and {made.Left.Count - 10} more" : "")}."));
        }
    }

    private static int Write(string folder, IReadOnlyList<PlanFile> files, bool force, bool asJson, TextWriter output, TextWriter error)
    {
        var there = files.Select(f => Path.Combine(folder, f.Path)).Where(File.Exists).ToList();
        if (there.Count > 0 && !force)
        {
            error.WriteLine($"{string.Join(" and ", there)} {(there.Count == 1 ? "is" : "are")} there already. Add --force to overwrite.");
            return ExitCode.Failed;
        }

        try
        {
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                File.WriteAllText(path, file.Text);
                if (!asJson)
                {
                    output.WriteLine($"wrote {path}");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"The plan cannot be written: {e.Message}");
            return ExitCode.Failed;
        }

        if (asJson)
        {
            output.WriteLine(AnswerClient.ToText(new { written = files.Select(f => Path.Combine(folder, f.Path)) }));
            return ExitCode.Yes;
        }

        output.WriteLine(folder == "." ? "Next: edit the owner's contact and the reason, then run 'upshot check'." : $"Next: edit the owner's contact and the reason, then run 'upshot check {folder}'.");
        return ExitCode.Yes;
    }
}
