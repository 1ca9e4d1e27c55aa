using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Observe.Stores;

namespace Upshot.Commands;

/// <summary><c>upshot fsck</c>: whether every sealed file is as it was sealed.</summary>
internal static class FsckCommand
{
    public static Command Create()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("fsck", "Read every sealed file and say which are not as they were sealed; list again what was put back. Exit code 2 when rows are missing.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var report = await client.PostAsync<StoreCheckReport>("/api/v1/fsck", new { }, cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(report));
            }
            else
            {
                Print(report);
            }

            return report.IsWhole ? ExitCode.Yes : ExitCode.No;
        });
        return command;
    }

    private static void Print(StoreCheckReport report)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Files:#,0} sealed files, {report.Bytes:#,0} bytes, are as they were sealed."));
        foreach (var said in report.Missing.Select(m => m.Sentence).Concat(report.Notices))
        {
            Console.Out.WriteLine(said);
        }
    }
}
