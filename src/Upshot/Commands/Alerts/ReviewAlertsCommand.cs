using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Decide.Alerting;

namespace Upshot.Commands.Alerts;

/// <summary><c>upshot alerts review</c>: how tiring alerts are, and what to change.</summary>
internal static class ReviewAlertsCommand
{
    public static Command Create()
    {
        var weeks = new Option<int>("--weeks") { Description = "How many weeks back.", DefaultValueFactory = _ => 8 };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("review", "Pages a week, how many of them somebody acted upon, and proposals for alerts that nobody ever acts upon.") { weeks, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var review = await client.GetAsync<AlertReview>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts/review?weeks={parsed.GetValue(weeks)}"), cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(review) : Text(review));
            return review.Alerts.Count == 0 ? ExitCode.NotEnoughEvidence : ExitCode.Yes;
        });
        return command;
    }

    private static string Text(AlertReview review) => review.Alerts.Count == 0
        ? string.Create(CultureInfo.InvariantCulture, $"No alert fired in {review.Weeks:0.#} weeks.")
        : string.Join(Environment.NewLine, (IEnumerable<string>)[
            string.Create(CultureInfo.InvariantCulture, $"{review.PagesAWeek:0.##} pages a week; {review.ShareActedUpon * 100:0} % of alerts were acted upon."),
            .. review.Alerts.Select(a => $"  {a.Alert}: fired {a.Fired}, acted upon {a.ActedUpon}"),
            .. review.Proposals.Select(p => $"{Environment.NewLine}{p.Alert}: {p.Why}{Environment.NewLine}{p.Diff.TrimEnd()}")]);
}
