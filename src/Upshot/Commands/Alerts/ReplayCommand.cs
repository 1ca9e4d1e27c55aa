using System.CommandLine;
using System.Globalization;
using Upshot.Alerts;
using Upshot.Client;
using Upshot.Plan.Values;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts replay</c>: what would have fired on stored history.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var since = new Option<string>("--since") { Description = "How far back.", DefaultValueFactory = _ => "30d" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("replay", "What the plan's alerts would have done on stored history, minute by minute, beside what they did.") { since, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(since);
            if (!Duration.TryParse(text, out var length) || length <= TimeSpan.Zero)
            {
                throw new CommandException($"--since \"{text}\" is no duration. Write 12h or 30d.");
            }

            var replay = await client.GetAsync<ReplayShown>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts/replay?seconds={length.TotalSeconds}"), cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(replay));
                return ExitCode.Yes;
            }

            Console.Out.WriteLine($"From {replay.From:u} to {replay.To:u}: {replay.Would.Count} would have fired.");
            foreach (var e in replay.Would)
            {
                Console.Out.WriteLine($"  {e.FiredAt:u}  {e.Alert}  {(e.ResolvedAt is { } end ? $"until {end:u}" : "not over")}{(e.IsSilenced ? ", silenced" : "")}{(e.Did.Length > 0 ? $", as it did ({e.Did})" : ", and did not")}");
            }

            foreach (var e in replay.OnlyDid)
            {
                Console.Out.WriteLine($"  {e.FiredAt:u}  {e.Alert}  fired then, and would not now ({e.Id})");
            }

            return ExitCode.Yes;
        });
        return command;
    }
}
