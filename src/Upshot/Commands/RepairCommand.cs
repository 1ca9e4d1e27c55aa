using System.CommandLine;
using System.Globalization;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot repair</c>: makes the catalog again from everything that is kept beside it.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var plan = OfflineDirectory.PlanOption();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("repair", "Make the catalog of a data directory again, from its sealed files, its journals and its state. A server brings a catalog that is lost or behind up to date by itself; this does it in any case. No server may run on the directory.") { ServerOption.Data, plan, format };
        command.SetAction(async (parsed, cancellation) => await RunAsync(parsed.GetRequiredValue(ServerOption.Data), parsed.GetValue(plan), parsed.GetValue(format) == "json", cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string data, string? planFolder, bool asJson, CancellationToken cancellation)
    {
        if (!Directory.Exists(data))
        {
            return Fail($"There is no data directory {Path.GetFullPath(data)}. Name it with --data DIR.");
        }

        using var logs = OfflineDirectory.Logs(LogLevel.Warning);
        try
        {
            var plan = OfflineDirectory.Plan(planFolder);
            using var waiting = Waiting.For($"reading the sealed files of {data}", TimeProvider.System);
            var made = await CatalogRemake.RunAsync(data, plan, Environment.GetEnvironmentVariable, TimeProvider.System, logs.CreateLogger("Upshot.Store"), cancellation);
            waiting.Dispose();
            var code = made.Problems.Count > 0 || made.Missing.Count > 0 ? ExitCode.No : ExitCode.Yes;
            if (asJson)
            {
                Console.Out.WriteLine(AnswerClient.ToText(new
                {
                    data = Path.GetFullPath(data),
                    made.Files,
                    made.Records,
                    made.RollupRows,
                    made.Releases,
                    made.JournalRecords,
                    made.Missing,
                    made.Problems,
                }));
                return code;
            }

            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The catalog of {Path.GetFullPath(data)} is made again: {made.Files} sealed files with {made.Records:#,0} records, {made.RollupRows:#,0} rows of rollups, {made.Releases} releases, {made.JournalRecords:#,0} records from journals. The old catalog is in lost+found/."));
            foreach (var missing in made.Missing)
            {
                Console.Out.WriteLine(missing);
            }

            foreach (var text in made.Problems)
            {
                Console.Out.WriteLine(text + ".");
            }

            return code;
        }
        catch (Exception e) when (e is StoreException or CommandException)
        {
            return Fail(e.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }
}
