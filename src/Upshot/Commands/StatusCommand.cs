using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Answers.Spent;
using Upshot.Client;
using Upshot.Decide.Journeys;

namespace Upshot.Commands;

/// <summary><c>upshot status</c>: every objective with its budget.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var by = new Option<string?>("--by") { Description = "What each budget was spent on instead: release, flag or incident. Rows add up to the budget." };
        by.AcceptOnlyFromAmong("release", "flag", "incident");
        var command = new Command("status", "Show every objective with its budget. Exit code 2 when a budget is spent or an alert fires, 3 when there is no traffic to judge, or it or a step of a journey has stopped.") { format, by };
        Option<string?>[] options = [CompareOptions.Environment("what each objective says"), CompareOptions.Since(), CompareOptions.Until()];
        Array.ForEach(options, command.Options.Add);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            if (parsed.GetValue(by) is { } cause)
            {
                return Print(await client.GetAsync<IReadOnlyList<SpentBudget>>($"/api/v1/status/spent?by={cause}{CompareOptions.Query(parsed, options)}", cancellation), parsed.GetValue(format) == "json");
            }

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
            RichText.Line($"[yellow]![/] {RichText.Escape(Visible.Text(said))}");
        }

        foreach (var outcome in status.Outcomes)
        {
            RichText.Line($"[grey]·[/] {RichText.Escape(outcome.Sentence)}");
        }

        foreach (var step in status.Journeys.SelectMany(j => j.Steps).Where(s => s.State is StepState.Silent or StepState.NeverSeen))
        {
            RichText.Line($"[yellow]?[/] {RichText.Escape(Visible.Text(step.Sentence))}.");
        }

        if (status.Objectives.Count == 0)
        {
            Console.Out.WriteLine("The plan declares no objective. Write one into upshot.yaml (upshot init makes a start), and start the server with --plan DIR.");
            return;
        }

        foreach (var objective in status.Objectives)
        {
            var (mark, colour) = objective.State switch
            {
                ObjectiveState.Met => ("✓", "green"),
                ObjectiveState.Burning => ("!", "yellow"),
                ObjectiveState.Exhausted => ("✗", "red"),
                ObjectiveState.Silent => ("?", "yellow"),
                _ => ("·", "grey"),
            };
            RichText.Line($"[{colour}]{mark}[/] [bold]{RichText.Escape(Visible.Text(objective.Objective))}[/]  {RichText.Escape(Visible.Text(objective.Sentence))}");
            foreach (var alert in objective.Alerts.Where(a => a.Fires))
            {
                RichText.Line($"  [red]{RichText.Escape(alert.Severity)}[/]: burning {alert.LongBurn:0.0} times the budget over {alert.Long.TotalHours:0.##} h (limit {alert.Factor:0.##}). Owner: {RichText.Escape(objective.Owner)}; runbook: {RichText.Escape(objective.Runbook)}");
            }
        }
    }

    private static int Print(IReadOnlyList<SpentBudget> budgets, bool isJson)
    {
        if (isJson)
        {
            Console.Out.WriteLine(AnswerClient.ToText(budgets));
        }
        else
        {
            foreach (var budget in budgets)
            {
                RichText.Line($"[bold]{RichText.Escape(Visible.Text(budget.Objective))}[/] by {RichText.Escape(Visible.Text(budget.By))}: {budget.Bad:#,0} of {budget.Total:#,0} events failed it from {budget.From:u} to {budget.To:u}; {Percent(budget.Consumed)} of the budget");
                var table = new Table().Border(TableBorder.Simple).AddColumn(budget.By).AddColumn("").AddColumn("failed").AddColumn("events").AddColumn("of the budget");
                foreach (var row in budget.Rows)
                {
                    table.AddRow(RichText.Escape(Visible.Text(row.Name)), RichText.Escape(Visible.Text(row.Detail)), row.Bad.ToString("#,0", CultureInfo.InvariantCulture), row.Total?.ToString("#,0", CultureInfo.InvariantCulture) ?? "", Percent(row.Share));
                }

                RichText.Output.Write(table);
            }
        }

        return budgets.Any(b => b.Consumed >= 1) ? ExitCode.No : budgets.All(b => b.Total == 0) ? ExitCode.NotEnoughEvidence : ExitCode.Yes;
    }

    private static string Percent(double? share) => share is { } known ? (known * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "";

    private static int CodeOf(ServerStatus status) =>
        status.Objectives.Any(o => o.State == ObjectiveState.Exhausted || o.Alerts.Any(a => a.Fires)) ? ExitCode.No
        : status.Objectives.Any(o => o.SilentSince is not null) || status.Journeys.Any(j => j.State == StepState.Silent) || status.Objectives.All(o => o.State == ObjectiveState.NoTraffic) ? ExitCode.NotEnoughEvidence
        : ExitCode.Yes;
}
