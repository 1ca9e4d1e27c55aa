using System.CommandLine;
using System.Globalization;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Decide.SignalCosts;

namespace Upshot.Commands;

/// <summary><c>upshot cost</c>: what telemetry costs, who reads it, and what could be spared.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var weeks = new Option<int>("--weeks") { Description = "How many weeks are looked at, 1 to 52. The default is 2.", DefaultValueFactory = _ => 2 };
        weeks.Within(1, 52);
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("cost", "Show what each signal of the plan costs, what rests on it, and which changes to the plan would save how much at which loss of precision.") { weeks, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var answer = await client.GetAsync<TelemetryCost>($"/api/v1/cost?weeks={parsed.GetValue(weeks)}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(answer) : TextOf(answer));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string TextOf(TelemetryCost answer) => string.Join('\n', answer.Signals.Select(LineOf).Prepend(answer.Sentence));

    private static string TextOf(CostProposal proposal, bool isInstead) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {(isInstead ? "or " : "")}{proposal.Words}: saves {proposal.BytesSaved:#,0} bytes. {Visible.Text(proposal.PrecisionLost)}\n{string.Join('\n', proposal.Diff.TrimEnd().Split('\n').Select(l => $"    {Visible.Text(l)}"))}");

    private static string LineOf(SignalCost cost)
    {
        var users = cost.UsedBy.Count == 0 ? "nothing reads it" : $"read by {string.Join(", ", cost.UsedBy.Select(u => $"{u.Kind} {u.Name}"))}";
        var decided = cost.Alerts + cost.Releases.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {cost.Alerts} alerts and {cost.Releases.Count} releases rested on it");
        var line = string.Create(CultureInfo.InvariantCulture, $"\n{Visible.Text(cost.Signal)}: {cost.Events:#,0} records, {cost.Bytes:#,0} bytes ({cost.Share:0.#%} of what its services send); {Visible.Text(users)}{decided}{(cost.IsEssential ? "; essential" : "")}.");
        return string.Join('\n', cost.Proposals.Select((p, i) => TextOf(p, i > 0)).Prepend(line));
    }
}
