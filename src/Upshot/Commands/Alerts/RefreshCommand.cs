using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Decide.Rehearsals;
using Upshot.Plan.Values;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot rehearse refresh</c>: writes down what traffic was lately, for rehearsals that follow it.</summary>
internal static class RefreshCommand
{
    public const string UsualFile = "rehearsal.json";

    public static Command Create()
    {
        var since = new Option<string>("--since") { Description = "How far back.", DefaultValueFactory = _ => "28d" };
        var output = new Option<string>("--output", "-o") { Description = $"The file. The default is {UsualFile} in the current directory; - is standard output.", DefaultValueFactory = _ => UsualFile };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("refresh", "Write down what a server saw lately (requests by hour of the week, what usually fails, calls of each operation), for upshot rehearse --traffic FILE.") { since, output, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(since);
            if (!Duration.TryParse(text, out var length) || length <= TimeSpan.Zero)
            {
                throw new CommandException($"--since \"{text}\" is no duration. Write 7d or 28d.");
            }

            var recent = await client.GetAsync<RecentTraffic>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts/traffic?seconds={length.TotalSeconds}"), cancellation);
            var path = parsed.GetRequiredValue(output);
            Write(path, AnswerClient.ToText(recent));
            if (path != "-")
            {
                var known = recent.Operations.Where(o => o.PerMinute.Any(r => r is not null)).ToList();
                Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(recent)
                    : $"Wrote {path}: {known.Count} of {recent.Operations.Count} operations from {recent.From:u} to {recent.To:u}, {known.Sum(o => o.PerMinute.Count(r => r is not null))} of {known.Count * RecentTraffic.HoursOfWeek} hours of the week, calls of {recent.Operations.Count(o => o.Calls.Count > 0)}. Rehearse it: upshot rehearse --traffic {path}");
            }

            return recent.Operations.Any(o => o.PerMinute.Any(r => r > 0)) ? ExitCode.Yes : ExitCode.NotEnoughEvidence;
        });
        return command;
    }

    /// <exception cref="CommandException">It is none, or not of this plan; the message says what to do.</exception>
    public static RecentTraffic Read(string path)
    {
        try
        {
            var recent = System.Text.Json.JsonSerializer.Deserialize<RecentTraffic>(File.ReadAllText(path), AnswerClient.Json);
            return recent is { Operations: not null, Objectives: not null } && recent.Operations.All(o => o is { Name: not null, PerMinute: not null, Calls: not null }) && recent.Objectives.All(o => o?.Name is not null)
                ? recent : throw new CommandException($"{path} is no recent traffic: write it with upshot rehearse refresh.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            throw new CommandException($"{path} cannot be read as recent traffic ({e.Message.Split('\n')[0]}): write it with upshot rehearse refresh.");
        }
    }

    private static void Write(string path, string text)
    {
        if (path == "-")
        {
            Console.Out.WriteLine(text);
            return;
        }

        try
        {
            File.WriteAllText(path, text + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {e.Message}");
        }
    }
}
