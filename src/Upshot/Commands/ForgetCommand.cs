using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot forget</c>: takes everything out of a data directory that is of one subject.</summary>
internal static class ForgetCommand
{
    public static Command Create()
    {
        var subject = new Option<string>("--subject") { Description = "ATTRIBUTE=VALUE, such as user.id=4711.", Required = true };
        var backup = new Option<string[]>("--backup") { Description = "The folder of a backup, which becomes one of what is left. May be given several times." };
        var plan = OfflineDirectory.PlanOption();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("forget", "Remove the records of a subject, and its value from every other text: sealed files, journals, state, what was put aside. What was counted stays. No server may run on the directory. Exit code 2 when files are left that cannot be looked into.") { subject, backup, ServerOption.Data, plan, format };
        command.SetAction(async (parsed, cancellation) => await RunAsync(
            parsed.GetRequiredValue(ServerOption.Data), parsed.GetRequiredValue(subject), parsed.GetValue(backup) ?? [], parsed.GetValue(plan), parsed.GetValue(format) == "json", cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string data, string subject, IReadOnlyList<string> backups, string? planFolder, bool asJson, CancellationToken cancellation)
    {
        foreach (var folder in backups.Prepend(data).Where(f => !Directory.Exists(f)))
        {
            return Fail($"There is no folder {Path.GetFullPath(folder)}. Name the data directory with --data DIR, backups with --backup DIR.");
        }

        using var logs = OfflineDirectory.Logs(LogLevel.Error);
        try
        {
            var plan = OfflineDirectory.Plan(planFolder);
            using var waiting = Waiting.For($"looking through {data}", TimeProvider.System);
            var report = await ForgetRun.RunAsync(data, plan, subject, backups, Environment.GetEnvironmentVariable, TimeProvider.System, logs.CreateLogger("Upshot.Store"), cancellation);
            waiting.Dispose();
            Console.Out.WriteLine(asJson ? AnswerClient.ToText(report) : Text(report));
            return report.Left.Count > 0 ? ExitCode.No : ExitCode.Yes;
        }
        catch (Exception e) when (e is StoreException or CommandException)
        {
            return Fail(e.Message);
        }
    }

    private static string Text(ForgetReport report) => string.Join(Environment.NewLine,
    [
        string.Create(CultureInfo.InvariantCulture, $"{report.RowsRemoved:#,0} records were removed, {report.RowsChanged:#,0} others no longer have the value; {report.FilesRewritten:#,0} files were written anew, {report.CountsChanged:#,0} rows of counts and {report.StateChanged:#,0} entries of the state changed."),
        .. report.Deleted.Select(f => $"Deleted: {Visible.Text(f)}"),
        .. report.Left.Select(f => $"Left, for it cannot be looked into or has it still: {Visible.Text(f)}"),
        $"Receipt in the audit log: {Visible.Text(report.Subject)}.",
    ]);

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }
}
