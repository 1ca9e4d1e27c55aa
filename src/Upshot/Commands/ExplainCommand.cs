using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot explain</c>: where the time went.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string>("baseline") { Description = "The version before." };
        var candidate = new Argument<string>("candidate") { Description = "The version after." };
        var operation = new Option<string>("--operation") { Description = "The operation of the plan whose time is explained.", Required = true };
        var traces = new Option<int>("--traces") { Description = "How many traces of each version are sampled. The default is 500.", DefaultValueFactory = _ => 500 };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("explain", "Show where the time of an operation went between two versions, as paths through the code.") { baseline, candidate, operation, traces, format };
        command.Subcommands.Add(ExplainTraceCommand.Create());
        command.Subcommands.Add(ExplainTableCommand.Create());
        command.Subcommands.Add(ExplainGraphCommand.Create());
        command.Subcommands.Add(ExplainAttributesCommand.Create());
        command.Subcommands.Add(ExplainFilesCommand.Create());
        ServerCommand.SetAction(command, async (client, parsed) =>
        {
            var explanation = await client.GetAsync<TimeExplanation>(
                $"/api/v1/explain?baseline={Uri.EscapeDataString(parsed.GetRequiredValue(baseline))}&candidate={Uri.EscapeDataString(parsed.GetRequiredValue(candidate))}&operation={Uri.EscapeDataString(parsed.GetRequiredValue(operation))}&traces={parsed.GetValue(traces)}");
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(explanation) : explanation.Text.TrimEnd());
            return ExitCode.Yes;
        });
        return command;
    }
}
