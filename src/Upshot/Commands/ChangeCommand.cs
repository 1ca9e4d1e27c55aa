using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Upshot.Alerts;
using Upshot.Client;
using Upshot.Evidence.Alerts;

namespace Upshot.Commands;

/// <summary><c>upshot change</c>: what somebody changed, for every time line.</summary>
internal static class ChangeCommand
{
    public static Command Create()
    {
        var command = new Command("change", "Tell of a change of a flag, a setting or a deployment, or leave a note: it stands on every time line.");
        foreach (var kind in ChangeAnswers.Kinds)
        {
            command.Subcommands.Add(Add(kind));
        }

        command.Subcommands.Add(List());
        return command;
    }

    private static Command Add(string kind)
    {
        var name = new Argument<string>("name") { Description = kind == "note" ? "What happened, in a sentence." : "Its name." };
        var from = new Option<string?>("--from") { Description = "What it was." };
        var to = new Option<string?>("--to") { Description = "What it is now." };
        var service = new Option<string?>("--service") { Description = "Of which service." };
        var environment = new Option<string?>("--environment") { Description = "In which deployment environment." };
        var at = new Option<string?>("--at") { Description = "When, as 2026-11-28T22:00Z. By default now." };
        var by = new Option<string>("--by") { Description = "Who changed it. By default whoever is signed in here.", DefaultValueFactory = _ => AlertsCommand.Me };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command(kind, kind switch { "flag" => "A feature flag.", "config" => "A setting.", "deploy" => "A deployment.", _ => "A note." }) { name, from, to, service, environment, at, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var setting = new ChangeSetting(kind, parsed.GetRequiredValue(name), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(service), parsed.GetValue(environment), parsed.GetRequiredValue(by), Moment(parsed.GetValue(at)));
            var change = await client.PostAsync<ChangeEvent>("/api/v1/changes", setting, cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(change) : $"{change.At:u}: {ChangeText.Of(change)}.");
            return ExitCode.Yes;
        });
        return command;
    }

    private static Command List()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("list", "The changes of the last 28 days, latest first.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var changes = await client.GetAsync<IReadOnlyList<ChangeEvent>>("/api/v1/changes", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(changes));
                return ExitCode.Yes;
            }

            foreach (var change in changes)
            {
                RichText.Output.WriteLine($"{change.At:u}  {ChangeText.Of(change)}{(change.Source == "telemetry" ? " (seen in telemetry)" : "")}");
            }

            return ExitCode.Yes;
        });
        return command;
    }

    private static DateTimeOffset? Moment(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at
        : throw new CommandException($"--at \"{text}\" is no time. Write 2026-11-28T22:00Z.");
}
