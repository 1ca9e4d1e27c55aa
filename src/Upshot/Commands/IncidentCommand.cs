using System.CommandLine;
using Spectre.Console;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot incident</c> and <c>upshot postmortem</c>.</summary>
internal static class IncidentCommand
{
    public static Command Create()
    {
        var command = new Command("incident", "Incidents: alerts with one cause, on one time line.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Note());
        command.Subcommands.Add(Merge());
        return command;
    }

    public static Command CreatePostMortem()
    {
        var id = Id();
        var format = ServerCommand.Format("markdown", "json");
        var command = new Command("postmortem", "A post-mortem, half written: what users felt, budget, delays, cause, and what of the plan would have helped.") { id, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var facts = await client.GetAsync<PostMortem>($"/api/v1/incidents/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/postmortem", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(facts) : facts.Markdown.TrimEnd());
            return ExitCode.Yes;
        });
        return command;
    }

    private static Command List()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("list", "Incidents of the last 28 days, latest first. Exit code 2 when one is open.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var incidents = await client.GetAsync<IReadOnlyList<IncidentListed>>("/api/v1/incidents", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(incidents));
            }
            else
            {
                RichText.Output.WriteLine(incidents.Count == 0 ? "There was no incident in 28 days." : string.Join(Environment.NewLine, incidents.Select(i =>
                    $"{i.Id}  {i.Severity}  {JsonNames.Of(i.State)}  {i.StartedAt:u}{(i.ResolvedAt is { } end ? $" to {end:u}" : "")}  {i.Title}{(i.Cause.Length > 0 ? $". {i.Cause}" : "")}")));
            }

            return incidents.Any(i => i.State == IncidentState.Open) ? ExitCode.No : ExitCode.Yes;
        });
        return command;
    }

    private static Command Show()
    {
        var id = Id();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("show", "An incident with its alerts and its time line.") { id, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) => Print(await client.GetAsync<IncidentShown>($"/api/v1/incidents/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellation), parsed.GetValue(format)));
        return command;
    }

    private static Command Note()
    {
        var id = Id();
        var text = new Argument<string>("text") { Description = "What happened, or what was done." };
        var isAction = new Option<bool>("--action") { Description = "It is something that was done." };
        var by = By();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("note", "Write something on the time line of an incident.") { id, text, isAction, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) => Print(
            await client.PostAsync<IncidentShown>($"/api/v1/incidents/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/notes", new NoteSetting(parsed.GetRequiredValue(text), parsed.GetRequiredValue(by), parsed.GetValue(isAction) ? "action" : "note"), cancellation), parsed.GetValue(format)));
        return command;
    }

    private static Command Merge()
    {
        var id = Id();
        var into = new Argument<string>("into") { Description = "The incident that it is a part of." };
        var by = By();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("merge", "Make an incident a part of another one: its alerts and its time line move there.") { id, into, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) => Print(
            await client.PostAsync<IncidentShown>($"/api/v1/incidents/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/merge", new MergeSetting(parsed.GetRequiredValue(into), parsed.GetRequiredValue(by)), cancellation), parsed.GetValue(format)));
        return command;
    }

    private static int Print(IncidentShown shown, string? format)
    {
        if (format == "json")
        {
            Console.Out.WriteLine(AnswerClient.ToText(shown));
            return ExitCode.Yes;
        }

        var incident = shown.Incident;
        RichText.Output.WriteLine($"{incident.Id}  {incident.Severity}  {JsonNames.Of(incident.State)}{(incident.MergedInto.Length > 0 ? $" into {incident.MergedInto}" : "")}  {incident.Title}");
        if (shown.Cause is { } cause)
        {
            RichText.Output.WriteLine($"  {cause.Sentence} ({cause.Grade})");
            RichText.Output.WriteLine($"  {string.Join(" → ", cause.Path)}");
        }

        foreach (var alert in shown.Alerts)
        {
            RichText.Output.WriteLine($"  {alert.Alert}: {JsonNames.Of(alert.State)}{(alert.AcknowledgedBy.Length > 0 ? $", taken on by {alert.AcknowledgedBy}" : "")}");
        }

        foreach (var entry in shown.TimeLine)
        {
            RichText.Output.WriteLine($"  {entry.At:u}  {entry.Kind}{(entry.Author.Length > 0 && entry.Author != "upshot" ? $" by {entry.Author}" : "")}: {entry.Text}");
        }

        return ExitCode.Yes;
    }

    private static Argument<string> Id() => new("id") { Description = "The incident, as upshot incident list shows it." };

    private static Option<string> By() => new("--by") { Description = "Who. By default whoever is signed in here.", DefaultValueFactory = _ => AlertsCommand.Me };
}
