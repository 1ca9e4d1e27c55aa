using System.CommandLine;
using System.Globalization;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Evidence.Alerts;
using Upshot.Plan.Values;
using Upshot.Server;

namespace Upshot.Commands.Alerts;

/// <summary>What people do to alerts.</summary>
internal static class AlertActions
{
    public static Command Acknowledge()
    {
        var id = new Argument<string>("id") { Description = "An incident, an alert (checkout-works/page), or the id of one." };
        var by = By("--by", "Who takes it on.");
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("ack", "Take an incident or an alert on: it is not repeated any more.") { id, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var taken = await client.PostAsync<IReadOnlyList<EpisodeShown>>("/api/v1/alerts/acknowledge", new Acknowledgement(parsed.GetRequiredValue(id), parsed.GetRequiredValue(by)), cancellation);
            Say(parsed.GetValue(format), taken, () => string.Join(Environment.NewLine, taken.Select(e => $"{e.Alert}: {JsonNames.Of(e.State)}{(e.AcknowledgedBy.Length > 0 ? $" by {e.AcknowledgedBy}" : "")}")));
            return ExitCode.Yes;
        });
        return command;
    }

    public static Command Silence()
    {
        var alert = new Argument<string>("alert") { Description = "Names of alerts, objectives or operations; * is any text." };
        var reason = new Option<string>("--reason") { Description = "Why.", Required = true };
        var length = new Option<string?>("--for") { Description = "How long, such as 2h." };
        var from = Moment("--from", "When it begins, as 2026-11-28T22:00Z. By default now.");
        var until = Moment("--until", "When it ends, instead of --for.");
        var by = By("--by", "Who silences it.");
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("silence", "Hold alerts back for a while: maintenance, or what is known and being mended.") { alert, reason, length, from, until, by, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var (start, end) = (parsed.GetValue(from), parsed.GetValue(until));
            double? seconds = parsed.GetValue(length) switch
            {
                null when end is null => throw new CommandException("Say how long: --for 2h, or --until 2026-11-28T22:00Z."),
                null => null,
                _ when end is not null => throw new CommandException("Say --for or --until, not both."),
                var text => Duration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration.TotalSeconds : throw new CommandException($"--for \"{text}\" is no duration. Write 30m, 2h or 1d."),
            };
            var silence = await client.PostAsync<AlertSilence>("/api/v1/alerts/silences", new SilenceSetting(parsed.GetRequiredValue(alert), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), start, end, seconds), cancellation);
            Say(parsed.GetValue(format), silence, () => $"{silence.Pattern} is silenced from {silence.From:u} until {silence.Until:u}. End it before with: upshot alerts unsilence {silence.Id}");
            return ExitCode.Yes;
        });
        return command;
    }

    public static Command Unsilence()
    {
        var id = new Argument<string>("id") { Description = "The silence, as upshot alerts list shows it." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("unsilence", "End a silence before its time.") { id, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var silence = await client.DeleteAsync<AlertSilence>($"/api/v1/alerts/silences/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellation);
            Say(parsed.GetValue(format), silence, () => $"{silence.Pattern} is silenced no longer.");
            return ExitCode.Yes;
        });
        return command;
    }

    public static Command SendTest()
    {
        var channel = new Argument<string?>("channel") { Description = "A channel of the plan. By default all of them.", Arity = ArgumentArity.ZeroOrOne };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("send-test", "Send a test through the plan's channels. Exit code 2 when one does not take it.") { channel, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var sent = await client.PostAsync<IReadOnlyList<TestSent>>("/api/v1/alerts/test", new ChannelTest(parsed.GetValue(channel)), cancellation);
            Say(parsed.GetValue(format), sent, () => string.Join(Environment.NewLine, sent.Select(s => s.Taken ? $"{s.Channel} took it." : $"{s.Channel} did not take it: {s.Problem}.")));
            return sent.All(s => s.Taken) ? ExitCode.Yes : ExitCode.No;
        });
        return command;
    }

    private static void Say<T>(string? format, T value, Func<string> text) => Console.Out.WriteLine(format == "json" ? AnswerClient.ToText(value) : text());

    private static Option<string> By(string name, string description) => new(name) { Description = $"{description} By default whoever is signed in here.", DefaultValueFactory = _ => AlertsCommand.Me };

    private static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            {
                return at;
            }

            result.AddError($"{name} \"{result.Tokens[0].Value}\" is no time. Write 2026-11-28T22:00Z.");
            return null;
        },
    };
}
