using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot maintain</c>: merges and drops files now, instead of when it is time.</summary>
internal static class MaintainCommand
{
    public static Command Create()
    {
        var confirm = new Option<bool>("--confirm") { Description = "Drop everything that is older than the plan keeps, also what was held back because the clock may have jumped." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("maintain", "Merge small files and drop old ones now.") { confirm, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var done = await client.PostAsync<MaintenanceDone>("/api/v1/maintenance", new MaintenanceStart(parsed.GetValue(confirm)), cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(done));
                return ExitCode.Yes;
            }

            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Size.Files:#,0} sealed files with {done.Size.Signals.Sum(s => s.SealedRecords):#,0} records, {done.Size.Signals.Sum(s => s.SealedBytes):#,0} bytes, are kept."));
            foreach (var notice in done.Notices)
            {
                Console.Out.WriteLine(notice);
            }

            return ExitCode.Yes;
        });
        return command;
    }
}
