using System.CommandLine;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot status</c>: every objective with its budget.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("status", "Show every objective with its budget. Exit code 2 when a budget is spent or an alert fires, 3 when there is no traffic to judge, or it has stopped.") { format };
        Option<string?>[] options = [CompareOptions.Environment("what each objective says"), CompareOptions.Since(), CompareOptions.Until()];
        Array.ForEach(options, command.Options.Add);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var status = await client.GetAsync<ServerStatus>($"/api/v1/status?{CompareOptions.Query(parsed, options).TrimStart('&')}", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(status));
            }
            else
            {
                Print(status);
            }

            return CodeOf(status);
        });
        return command;
    }

    public static void Print(ServerStatus status)
    {
        foreach (var said in status.Missing.Select(m => m.Sentence).Concat(status.Notices))
        {
            AnsiConsole.MarkupLine($"[yellow]![/] {Markup.Escape(Visible.Text(said))}");
        }

        foreach (var outcome in status.Outcomes)
        {
            AnsiConsole.MarkupLine($"[grey]·[/] {Markup.Escape(outcome.Sentence)}");
        }

        if (status.Objectives.Count == 0)
        {
            AnsiConsole.WriteLine("The plan declares no objective. Write one into upshot.yaml (upshot init makes a start), and start the server with --plan DIR.");
            return;
        }

        foreach (var objective in status.Objectives)
        {
            var (mark, colour) = objective.State switch
            {
                "met" => ("✓", "green"),
                "burning" => ("!", "yellow"),
                "exhausted" => ("✗", "red"),
                "silent" => ("?", "yellow"),
                _ => ("·", "grey"),
            };
            AnsiConsole.MarkupLine($"[{colour}]{mark}[/] [bold]{Markup.Escape(Visible.Text(objective.Objective))}[/]  {Markup.Escape(Visible.Text(objective.Sentence))}");
            foreach (var alert in objective.Alerts.Where(a => a.Fires))
            {
                AnsiConsole.MarkupLine($"  [red]{Markup.Escape(alert.Severity)}[/]: burning {alert.LongBurn:0.0} times the budget over {alert.Long.TotalHours:0.##} h (limit {alert.Factor:0.##}). Owner: {Markup.Escape(objective.Owner)}; runbook: {Markup.Escape(objective.Runbook)}");
            }
        }
    }

    private static int CodeOf(ServerStatus status) =>
        status.Objectives.Any(o => o.State == "exhausted" || o.Alerts.Any(a => a.Fires)) ? ExitCode.No
        : status.Objectives.Any(o => o.SilentSince is not null) || status.Objectives.All(o => o.State == "noTraffic") ? ExitCode.NotEnoughEvidence
        : ExitCode.Yes;
}
