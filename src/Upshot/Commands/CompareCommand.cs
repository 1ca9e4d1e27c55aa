using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot compare</c>: judge a candidate against its baseline.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string>("baseline") { Description = "The version to judge against." };
        var candidate = new Argument<string>("candidate") { Description = "The version to judge." };
        var operation = new Option<string?>("--operation") { Description = "Only this operation. By default all of the plan." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("compare", "Judge a candidate against its baseline. Exit code 0 improved or unchanged, 2 regressed, 3 not enough evidence.") { baseline, candidate, operation, format };
        command.Subcommands.Add(CompareSamplesCommand.Create());
        ServerCommand.SetAction(command, async (client, parsed) =>
        {
            var query = $"baseline={Uri.EscapeDataString(parsed.GetRequiredValue(baseline))}&candidate={Uri.EscapeDataString(parsed.GetRequiredValue(candidate))}";
            var asked = parsed.GetValue(operation) is { } name ? $"{query}&operation={Uri.EscapeDataString(name)}" : query;
            var verdict = await client.GetAsync<ReleaseVerdict>($"/api/v1/compare?{asked}");
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(verdict) : VerdictText.Of(verdict));
            return verdict.Verdict switch
            {
                "regressed" => ExitCode.No,
                "inconclusive" => ExitCode.NotEnoughEvidence,
                _ => ExitCode.Yes,
            };
        });
        return command;
    }
}
