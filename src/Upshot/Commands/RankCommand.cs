using System.CommandLine;
using System.Globalization;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot rank</c>: what to improve next.</summary>
internal static class RankCommand
{
    public static Command Create()
    {
        var objective = new Option<string?>("--objective") { Description = "Only for this objective. By default for all operations." };
        var release = new Option<string?>("--release") { Description = "Only traces of this version. By default of all that ran." };
        var traces = new Option<int>("--traces") { Description = "How many traces of each operation are sampled. The default is 500.", DefaultValueFactory = _ => 500 }.Within(1, 10_000);
        var times = new TimeOptions();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("rank", "Show what is worth improving next: changes to paths, with the gain that re-timing of sampled traces predicts, and a release file for each.") { objective, release, traces, format };
        times.AddTo(command);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var chosen = parsed.GetValue(objective) is { } name ? $"&objective={Uri.EscapeDataString(name)}" : "";
            chosen += parsed.GetValue(release) is { } version ? $"&version={Uri.EscapeDataString(version)}" : "";
            var answer = await client.GetAsync<RankAnswer>($"/api/v1/rank?traces={parsed.GetValue(traces)}{chosen}&{times.QueryOf(parsed)}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(answer) : TextOf(answer));
            return ExitCode.Yes;
        });
        return command;
    }

    public static string TextOf(RankAnswer answer)
    {
        if (answer.Improvements.Count == 0)
        {
            return answer.Sentence;
        }

        var lines = answer.Improvements.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Rank}. {i.Sentence}{(i.Owner.Length > 0 ? $" Owner: {i.Owner}." : "")}"));
        return $"{string.Join('\n', lines)}\n\nAs a release to try the first one, for releases/:\n\n{answer.Improvements[0].Release.TrimEnd()}";
    }
}
