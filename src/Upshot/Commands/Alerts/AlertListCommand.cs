using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Evidence.Alerts;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts list</c>.</summary>
internal static class AlertListCommand
{
    public static Command Create()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("list", "Show alerts that are open or were within a week, silences, and channels. Exit code 2 when one fires, 3 when alerts cannot be evaluated.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var shown = await client.GetAsync<AlertsShown>("/api/v1/alerts", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(shown));
            }
            else
            {
                Print(shown);
            }

            return shown.Open.Any(e => e.State is AlertEpisodeState.Firing or AlertEpisodeState.Acknowledged) ? ExitCode.No : shown.Problem is null ? ExitCode.Yes : ExitCode.NotEnoughEvidence;
        });
        return command;
    }

    private static void Print(AlertsShown shown)
    {
        RichText.Output.WriteLine(shown.Unknown ?? shown.Leader ?? (shown.LastEvaluation is { } at ? $"Alerts were last evaluated at {at:u}." : "Alerts were not evaluated by this server: no running server keeps watch, or it has just begun."));
        if (shown.Open.Count == 0)
        {
            RichText.Output.WriteLine("No alert is open.");
        }
        else
        {
            Episodes("open", shown.Open);
        }

        if (shown.Recent.Count > 0)
        {
            Episodes("resolved within a week", shown.Recent);
        }

        foreach (var silence in shown.Silences)
        {
            RichText.Output.WriteLine($"Silenced until {silence.Until:u}{(silence.From > shown.At ? $", from {silence.From:u}" : "")}: {silence.Pattern}, by {silence.Author}: {silence.Reason} ({silence.Id})");
        }

        foreach (var channel in shown.Channels)
        {
            RichText.Output.WriteLine(channel.Waiting == 0
                ? $"Channel {channel.Name} ({channel.Kind}): everything was taken."
                : $"Channel {channel.Name} ({(channel.Kind.Length > 0 ? channel.Kind : "no longer in the plan")}): {channel.Waiting} kept since {channel.WaitingSince:u}, {channel.Tries} tries{(channel.Problem.Length > 0 ? $": {channel.Problem}" : "")}");
        }

        if (shown.Channels.Count == 0)
        {
            RichText.Output.WriteLine("The plan declares no channel (alerts.channels): nobody is told.");
        }
    }

    private static void Episodes(string title, IReadOnlyList<EpisodeShown> episodes)
    {
        var table = new Table().Border(TableBorder.Simple).Title(title).AddColumn("alert").AddColumn("state").AddColumn("since").AddColumn("until").AddColumn("burn").AddColumn("incident");
        foreach (var e in episodes)
        {
            table.AddRow(
                Markup.Escape(e.Alert), Markup.Escape(JsonNames.Of(e.State) + (e.AcknowledgedBy.Length > 0 ? $" by {e.AcknowledgedBy}" : "")), (e.FiredAt ?? e.Since).ToString("u", CultureInfo.InvariantCulture),
                e.ResolvedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "", e.Burn?.ToString("0.#", CultureInfo.InvariantCulture) ?? "", e.Incident);
        }

        RichText.Output.Write(table);
    }
}
