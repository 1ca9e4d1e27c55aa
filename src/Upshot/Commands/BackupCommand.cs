using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot backup</c>: everything that is acknowledged, in a folder that a server can be started on.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The folder of the backup; what it has of an earlier one is not copied again." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("backup", "Copy everything that is acknowledged now into a folder, while the server runs. To restore it, start a server on a copy of that folder: upshot serve --data DIR.") { folder, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var into = parsed.GetRequiredValue(folder);
            try
            {
                using var waiting = Waiting.For($"copying to {into}", TimeProvider.System);
                var done = await BackupTarget.TakeAsync(into, question => client.PostForStreamAsync("/api/v1/backup", question, cancellation), cancellation);
                waiting.Dispose();
                if (parsed.GetValue(format) == "json")
                {
                    Console.Out.WriteLine(AnswerClient.ToText(new
                    {
                        done.TakenAt,
                        folder = Path.GetFullPath(into),
                        done.Files,
                        done.Bytes,
                        done.NewFiles,
                        done.NewBytes,
                    }));
                    return ExitCode.Yes;
                }

                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Backed up what was acknowledged at {done.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC to {Path.GetFullPath(into)}: {done.Files} files, {done.Bytes:#,0} bytes, of which {done.NewFiles} files, {done.NewBytes:#,0} bytes are new."));
                return ExitCode.Yes;
            }
            catch (Exception e) when (e is BackupException or HttpRequestException or HttpIOException)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
