using System.CommandLine;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot report</c>: a release or a period in one file, for people without access to the server.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var release = new Option<string?>("--release") { Description = "A version: its verdict, where the time went, and what happened while it ran." };
        var period = new Option<string?>("--period") { Description = "2026, 2026-Q4, 2026-11, 2026-11-28, 28d, or FROM..TO. By default the release's time, else 28d." };
        var output = new Option<string>("--out") { Description = "The file to write. The default is report.html; - is standard output.", DefaultValueFactory = _ => "report.html" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("report", "Write one self-contained HTML file about a release or a period: objectives, outcomes, operations, releases, incidents.") { release, period, output, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var query = string.Join('&', new[] { ("release", parsed.GetValue(release)), ("period", parsed.GetValue(period)) }.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
            var html = await client.GetTextAsync($"/api/v1/report?{query}", cancellation);
            var path = parsed.GetValue(output)!;
            if (path == "-")
            {
                await Console.Out.WriteAsync(parsed.GetValue(format) == "json" ? AnswerClient.ToText(new { html }) : html);
                return ExitCode.Yes;
            }

            try
            {
                await File.WriteAllTextAsync(path, html, cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{path} cannot be written: {e.Message}");
            }

            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(new { file = path }) : $"Wrote {path}.");
            return ExitCode.Yes;
        });
        return command;
    }
}
