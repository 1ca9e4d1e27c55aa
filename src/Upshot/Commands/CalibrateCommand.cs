using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Decide.AlertProofs;
using Upshot.Plan.Values;

namespace Upshot.Commands;

/// <summary><c>upshot calibrate</c>: numbers of the plan that the past does not bear out.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var since = new Option<string>("--since") { Description = "How far back, in whole weeks.", DefaultValueFactory = _ => "56d" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("calibrate", "Hold targets, thresholds and expected traffic against the past: proposals as changes of the plan, each with the spread it rests on and its effect on past weeks. Changes nothing. Exit code 2 when it proposes something, 3 when too little is known.") { since, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var text = parsed.GetRequiredValue(since);
            if (!Duration.TryParse(text, out var length) || length <= TimeSpan.Zero)
            {
                throw new CommandException($"--since \"{text}\" is no duration. Write 56d.");
            }

            var result = await client.GetAsync<CalibrationResult>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/calibration?seconds={length.TotalSeconds}"), cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(result) : Text(result));
            return result.Proposals.Count > 0 ? ExitCode.No : result.Kept.Count == 0 ? ExitCode.NotEnoughEvidence : ExitCode.Yes;
        });
        return command;
    }

    private static string Text(CalibrationResult result) => string.Join(Environment.NewLine, (IEnumerable<string>)[
        $"{result.Weeks} weeks, from {result.From:u} to {result.To:u}. Nothing is changed.",
        .. result.Proposals.Select(p => $"{Environment.NewLine}{Visible.Text(p.Subject)}, {p.Key}: {p.Present} → {p.Proposed}{Environment.NewLine}  {p.Why}{(p.Effect is { } e ? $"{Environment.NewLine}  {Effect(e)}" : "")}{Environment.NewLine}{Visible.Lines(p.Diff.TrimEnd())}"),
        .. result.Kept.Select(k => $"Kept: {Visible.Text(k)}."),
        .. result.Unknown.Select(u => $"Not enough is known of {Visible.Text(u)}.")]);

    private static string Effect(CalibrationEffect effect) =>
        $"Of {effect.Weeks} weeks {effect.SpentPresent} spent more than the budget, and {effect.SpentProposed} would have"
        + (effect.PagesPresent is not null ? $"; {effect.PagesPresent} pages and {effect.TicketsPresent} tickets, and would have been {effect.PagesProposed} and {effect.TicketsProposed}." : ".");
}
