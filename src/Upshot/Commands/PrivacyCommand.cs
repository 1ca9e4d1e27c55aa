using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Upshot.Client;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot privacy</c>: what is stored, looks personal, and is not classed by the plan.</summary>
internal static class PrivacyCommand
{
    public static Command Create()
    {
        var since = CompareOptions.Since();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("privacy", "List attributes that nobody has classed and texts that look personal, with a masked sample. Looks at the last day unless --since says otherwise. Exit code 2 when there are any.") { since, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var report = await client.GetAsync<PrivacyReport>($"/api/v1/privacy?since={Uri.EscapeDataString(parsed.GetValue(since) ?? "")}".Replace("?since=&", "?", StringComparison.Ordinal), cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(report));
            }
            else
            {
                Print(report);
            }

            return report.Findings.Count > 0 ? ExitCode.No : ExitCode.Yes;
        });
        return command;
    }

    private static void Print(PrivacyReport report)
    {
        if (report.Findings.Count == 0)
        {
            Console.Out.WriteLine($"Nothing since {report.Since:u} looks personal but what the plan classes.");
        }
        else
        {
            var table = new Table().Border(TableBorder.Simple).AddColumn("service").AddColumn("where").AddColumn("attribute").AddColumn("holds").AddColumn(new TableColumn("records").RightAligned()).AddColumn("such as");
            foreach (var finding in report.Findings)
            {
                table.AddRow(Cell(finding.Service), finding.Place, Cell(finding.Name), finding.Kind, finding.Count.ToString("#,0", CultureInfo.InvariantCulture), Cell(finding.Sample));
            }

            RichText.Output.Write(table);
            Console.Out.WriteLine(report.Findings.FirstOrDefault(f => f.Name.Length > 0) is { } first
                ? $"Class an attribute in a file of signals/, and it is dropped, masked or hashed before it is stored: {{ id: {Visible.Text(first.Name)}, type: string, annotations: {{ upshot: {{ privacy: personal }} }} }}. Class it as internal if it says nothing of people."
                : "Leave it out of the text where it is written; as an attribute that the plan classes it would be dropped, masked or hashed.");
        }

        if (report.IsCut)
        {
            Console.Out.WriteLine("There are more values than were looked at (5,000 of each attribute): counts are of those.");
        }
    }

    private static string Cell(string text) => Markup.Escape(Visible.Text(text));
}
