using System.CommandLine;
using System.Globalization;
using System.Text;
using Upshot.Answers.Ledgers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot ledger</c>: every release's expected and actual impact, and how well the teams predict.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        Option<string?>[] options =
        [
            new("--team") { Description = "Only releases of this owner." },
            new("--source") { Description = "Only predictions of this source." },
        ];
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("ledger", "Show every release's expected and actual impact, and how well the teams predict.") { format };
        Array.ForEach(options, command.Options.Add);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var ledger = await client.GetAsync<Ledger>($"/api/v1/ledger?{CompareOptions.Query(parsed, options).TrimStart('&')}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(ledger) : Text(ledger));
            return ExitCode.Yes;
        });
        return command;
    }

    internal static string Text(Ledger ledger)
    {
        if (ledger.Releases.Count == 0)
        {
            return "The plan has no release. Say in releases/*.yaml what a release is expected to do.";
        }

        var text = new StringBuilder();
        foreach (var release in ledger.Releases)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{release.Release} against {(release.Baseline.Length > 0 ? release.Baseline : "nothing")}{(release.Owner.Length > 0 ? $" ({release.Owner})" : "")}: {VerdictText.Word(release.Verdict, release.Reason)}");
            foreach (var impact in release.Expected)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {impact.Sentence}");
            }
        }

        text.AppendLine().AppendLine("Predictions         all  hit  miss  open  in range  as sure as  Brier");
        foreach (var line in ledger.Teams.Concat(ledger.Sources).Prepend(ledger.All))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{line.Name,-18}{line.Predictions,5}{line.Hits,5}{line.Misses,6}{line.Open,6}{Percent(line.Coverage),10}{Percent(line.Confidence),12}{(line.Brier is { } brier ? brier.ToString("0.000", CultureInfo.InvariantCulture) : "–"),7}");
        }

        foreach (var improvement in ledger.Improvements)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Verified: {improvement.Measure} of {improvement.Operation} {(100 * improvement.Change).ToString("+0.#;−0.#;±0", CultureInfo.InvariantCulture)} % by {improvement.Releases} {(improvement.Releases == 1 ? "release" : "releases")} together");
        }

        foreach (var open in ledger.NeverVerified)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Not verified: {open}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Percent(double? share) => share is { } s ? (100 * s).ToString("0", CultureInfo.InvariantCulture) + " %" : "–";
}
