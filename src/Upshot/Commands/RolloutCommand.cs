using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot rollout</c>: how far signals are rolled out, and setting it at run time.</summary>
internal static class RolloutCommand
{
    public static Command Create()
    {
        var signal = new Argument<string?>("signal") { Description = "The signal's id. Without one, all are listed.", Arity = ArgumentArity.ZeroOrOne };
        var stage = new Argument<string?>("stage") { Description = "off, canary, on, or plan (as the plan says).", Arity = ArgumentArity.ZeroOrOne };
        stage.AcceptOnlyFromAmong("off", "canary", "on", "plan");
        var share = new Option<double?>("--share")
        {
            Description = "Of a canary: the share of processes, such as 10%. By default the plan's.",
            CustomParser = result =>
            {
                if (ShareText.TryParse(result.Tokens[0].Value, out var value) && value is >= 0 and <= 1)
                {
                    return value;
                }

                result.AddError($"--share \"{result.Tokens[0].Value}\" is not a share. Write 10% or 0.1.");
                return null;
            },
        };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("rollout", "Set how far a signal is rolled out, without a new release; applications ask for it.") { signal, stage, share, format };
        command.Subcommands.Add(Status());
        ServerCommand.SetAction(command, async (client, parsed, cancellation) => (parsed.GetValue(signal), parsed.GetValue(stage)) switch
        {
            (null, _) => await List(client, parsed.GetValue(format) == "json", cancellation),
            (_, null) => throw new CommandException("Say which stage: off, canary, on, or plan. To see how it goes: upshot rollout status SIGNAL."),
            var (named, said) => await Set(client, new(named, said, parsed.GetValue(share)), parsed.GetValue(format) == "json", cancellation),
        });
        return command;
    }

    private static Command Status()
    {
        var signal = new Argument<string>("signal") { Description = "The signal's id." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("status", "What a signal costs where it is emitted, and what it would cost everywhere.") { signal, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var status = await client.GetAsync<RolloutStatus>($"/api/v1/rollout/status?signal={Uri.EscapeDataString(parsed.GetRequiredValue(signal))}", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(status));
            }
            else
            {
                RolloutText.Print(status);
            }

            return status.Emitting == 0 ? ExitCode.NotEnoughEvidence : ExitCode.Yes;
        });
        return command;
    }

    private static async Task<int> Set(AnswerClient client, RolloutSetting setting, bool isJson, CancellationToken cancellation)
    {
        var rollout = await client.PostAsync<SignalRollout>("/api/v1/rollout", setting, cancellation);
        Console.Out.WriteLine(isJson ? AnswerClient.ToText(rollout) : $"{rollout.Signal} is now {RolloutText.Stage(rollout)}{(rollout.ChangedAt is null ? ", as the plan says" : "")}. Applications follow when they ask next, by default within 36 seconds.");
        return ExitCode.Yes;
    }

    private static async Task<int> List(AnswerClient client, bool isJson, CancellationToken cancellation)
    {
        var rollouts = await client.GetAsync<IReadOnlyList<SignalRollout>>("/api/v1/rollout/signals", cancellation);
        if (isJson)
        {
            Console.Out.WriteLine(AnswerClient.ToText(rollouts));
            return ExitCode.Yes;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("signal").AddColumn("stage").AddColumn("plan says").AddColumn("changed");
        foreach (var rollout in rollouts)
        {
            table.AddRow(Markup.Escape(Visible.Text(rollout.Signal)), RolloutText.Stage(rollout), rollout.Planned, rollout.ChangedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "");
        }

        RichText.Output.Write(table);
        return ExitCode.Yes;
    }
}
