using System.CommandLine;
using Spectre.Console;
using Upshot.Client;
using Upshot.Observe.State;

namespace Upshot.Commands;

/// <summary><c>upshot audit</c>: who changed what, when, and from where.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "Changes at most, the latest first. The default is 100.", DefaultValueFactory = _ => 100 };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("audit", "List the changes that people and programs made: who, when, what, from where.") { limit, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var entries = await client.GetAsync<IReadOnlyList<AuditEntry>>($"/api/v1/audit?limit={parsed.GetValue(limit)}", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(entries));
                return ExitCode.Yes;
            }

            if (entries.Count == 0)
            {
                Console.Out.WriteLine("Nothing was changed yet.");
                return ExitCode.Yes;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("when").AddColumn("who").AddColumn("what").AddColumn("").AddColumn("from");
            foreach (var entry in entries)
            {
                table.AddRow(entry.At.ToString("u"), Cell(entry.Who), Cell(entry.What), Cell(entry.Subject), Cell(entry.From));
            }

            RichText.Output.Write(table);
            return ExitCode.Yes;
        });
        return command;
    }

    private static string Cell(string text) => Markup.Escape(Visible.Text(text));
}
