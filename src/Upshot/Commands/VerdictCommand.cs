using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot verdict</c>: what came of a release, to be handed back to where it was asked for.</summary>
internal static class VerdictCommand
{
    public static Command Create()
    {
        var release = new Argument<string>("release") { Description = "The version that was released." };
        var baseline = new Option<string?>("--baseline") { Description = "The version to judge against. By default what the plan says, else what each service ran before or beside it." };
        Option<string?>[] options = [baseline, CompareOptions.Operation(), CompareOptions.Service(), CompareOptions.Environment(), CompareOptions.Since(), CompareOptions.Until(), CompareOptions.Alpha(), CompareOptions.Margin(), CompareOptions.Sides()];
        var format = ServerCommand.Format("text", "json", "markdown");
        var command = new Command("verdict", "Say what came of a release against what was expected; as Markdown for the pull request that caused it. Exit codes as those of compare.") { release, format };
        Array.ForEach(options, command.Options.Add);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var verdict = await client.GetAsync<ReleaseVerdict>($"/api/v1/compare?candidate={Uri.EscapeDataString(parsed.GetRequiredValue(release))}{CompareOptions.Query(parsed, options)}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) switch
            {
                "json" => AnswerClient.ToText(verdict),
                "markdown" => VerdictMarkdown.Of(verdict),
                _ => VerdictText.Of(verdict),
            });
            return (int)verdict.Outcome;
        });
        return command;
    }
}
