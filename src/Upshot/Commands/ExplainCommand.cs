using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot explain</c>: where the time went.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string?>("baseline") { Description = "The version before; without versions, times are compared.", Arity = ArgumentArity.ZeroOrOne };
        var candidate = new Argument<string?>("candidate") { Description = "The version after.", Arity = ArgumentArity.ZeroOrOne };
        var operation = new Option<string>("--operation") { Description = "The operation of the plan whose time is explained.", Required = true };
        var by = new Option<string?>("--by") { Description = "Tell slow requests from others by this alone: flag, version, route, process, or a part of an attribute's name." };
        var environment = new Option<string?>("--environment") { Description = "Of two versions: only this deployment environment. By default the one in which both ran and the candidate answered most." };
        var times = new TimeOptions();
        var traces = new Option<int>("--traces") { Description = "How many traces of each version are sampled. The default is 500.", DefaultValueFactory = _ => 500 }.Within(1, 10_000);
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("explain", "Show where the time of an operation went between two versions, as paths through the code.") { baseline, candidate, operation, environment, by, traces, format };
        times.AddTo(command);
        command.Subcommands.Add(ExplainTraceCommand.Create());
        command.Subcommands.Add(ExplainTableCommand.Create());
        command.Subcommands.Add(ExplainGraphCommand.Create());
        command.Subcommands.Add(ExplainAttributesCommand.Create());
        command.Subcommands.Add(ExplainFilesCommand.Create());
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var versions = (parsed.GetValue(baseline), parsed.GetValue(candidate));
            var where = parsed.GetValue(environment) is { } named ? $"&environment={Uri.EscapeDataString(named)}" : "";
            if (versions is ({ }, null) || (versions is ({ }, { }) && times.IsAgainst(parsed)))
            {
                throw new CommandException("Give two versions, or none and a time: upshot explain --operation NAME --since 2h. What a time is held against (--against) is no question about versions.");
            }

            if (where.Length > 0 && versions is not ({ }, { }))
            {
                throw new CommandException("--environment goes with two versions: upshot explain 1.0 1.1 --operation NAME --environment NAME.");
            }

            var arms = $"{(versions is ({ } before, { } after) ? $"baseline={Uri.EscapeDataString(before)}&candidate={Uri.EscapeDataString(after)}{where}&" : "")}{times.QueryOf(parsed)}";
            var chosen = parsed.GetValue(by) is { } fact ? $"&by={Uri.EscapeDataString(fact)}" : "";
            var explanation = await client.GetAsync<TimeExplanation>($"/api/v1/explain?operation={Uri.EscapeDataString(parsed.GetRequiredValue(operation))}&traces={parsed.GetValue(traces)}{chosen}&{arms}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(explanation) : explanation.Text.TrimEnd());
            return ExitCode.Yes;
        });
        return command;
    }
}
