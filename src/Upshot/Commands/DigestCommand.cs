using System.CommandLine;
using System.Globalization;
using Upshot.Alerts;
using Upshot.Client;
using Upshot.Plan.Values;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot digest</c>: what a team reads once a week.</summary>
internal static class DigestCommand
{
    public static Command Create()
    {
        var period = new Option<string>("--period") { Description = "day, week, month, or a duration such as 14d.", DefaultValueFactory = _ => "week" };
        var send = new Option<string?>("--send") { Description = "Send it through a channel of the plan too." };
        var format = ServerCommand.Format("markdown", "json");
        var command = new Command("digest", "Promises kept, verified gains, budgets by cause, what is silent, what to improve next, telemetry that no decision used. Exit code 2 when a promise was broken or the channel did not take it.") { period, send, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(period);
            var length = text switch
            {
                "day" => TimeSpan.FromDays(1),
                "week" => TimeSpan.FromDays(7),
                "month" => TimeSpan.FromDays(30),
                _ => Duration.TryParse(text, out var said) && said > TimeSpan.Zero ? said : throw new CommandException($"--period \"{text}\" is none of day, week and month, and no duration. Write 14d."),
            };
            var digest = await client.GetAsync<Digest>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/digest?seconds={length.TotalSeconds}"), cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(digest) : digest.Markdown.TrimEnd());
            var isTaken = true;
            if (parsed.GetValue(send) is { } channel)
            {
                var sent = await client.PostAsync<TestSent>("/api/v1/digest/send", new DigestSending(channel, length.TotalSeconds), cancellation);
                isTaken = sent.Taken;
                Console.Error.WriteLine(sent.Taken ? $"{sent.Channel} took it." : $"{sent.Channel} did not take it: {sent.Problem}.");
            }

            return digest.Promises.Any(p => p.IsKept == false) || !isTaken ? ExitCode.No : digest.Promises.All(p => p.IsKept is null) ? ExitCode.NotEnoughEvidence : ExitCode.Yes;
        });
        return command;
    }
}
