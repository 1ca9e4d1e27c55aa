using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Console;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Commands;

/// <summary><c>upshot repair</c>: makes the catalog again from everything that is kept beside it.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var plan = new Option<string?>("--plan") { Description = "The plan's folder, as the server has it. By default the current directory, if it has an upshot.yaml. [UPSHOT_PLAN]" };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("repair", "Make the catalog of a data directory again, from its sealed files, its journals and its state. A server brings a catalog that is lost or behind up to date by itself; this does it in any case. No server may run on the directory.") { ServerOption.Data, plan, format };
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetRequiredValue(ServerOption.Data), parsed.GetValue(plan) ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN") ?? (File.Exists("upshot.yaml") ? "." : null), parsed.GetValue(format) == "json"));
        return command;
    }

    private static async Task<int> RunAsync(string data, string? planFolder, bool asJson)
    {
        if (!Directory.Exists(data))
        {
            return Fail($"There is no data directory {Path.GetFullPath(data)}. Name it with --data DIR.");
        }

        var (plan, problem) = PlanFolderReader.Read(planFolder);
        if (problem is not null)
        {
            return Fail(problem);
        }

        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        try
        {
            using var waiting = Waiting.For($"reading the sealed files of {data}");
            await using var store = await TelemetryStore.RepairAsync(StoreSettings(data), plan, TimeProvider.System, logs.CreateLogger("Upshot.Store"));
            var report = store.Repaired;
            var size = await store.AskAsync(new SizeQuestion(), CancellationToken.None);
            waiting.Dispose();
            var code = report.Problems.Count > 0 || store.Missing.Count > 0 ? ExitCode.No : ExitCode.Yes;
            if (asJson)
            {
                Console.Out.WriteLine(AnswerClient.ToText(new
                {
                    data = Path.GetFullPath(data),
                    files = size.Files,
                    records = size.Signals.Sum(s => s.SealedRecords),
                    report.RollupRows,
                    releases = store.State.Releases().Count,
                    journalRecords = store.Recovered.Records,
                    missing = store.Missing.Select(m => m.Sentence),
                    report.Problems,
                }));
                return code;
            }

            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The catalog of {Path.GetFullPath(data)} is made again: {size.Files} sealed files with {size.Signals.Sum(s => s.SealedRecords):#,0} records, {report.RollupRows:#,0} rows of rollups, {store.State.Releases().Count} releases, {store.Recovered.Records:#,0} records from journals. The old catalog is in lost+found/."));
            foreach (var missing in store.Missing)
            {
                Console.Out.WriteLine(missing.Sentence);
            }

            foreach (var text in report.Problems)
            {
                Console.Out.WriteLine(text + ".");
            }

            return code;
        }
        catch (StoreException e)
        {
            return Fail(e.Message);
        }
    }

    private static StoreOptions StoreSettings(string data) => Server.StoreSettings.Read(data, Environment.GetEnvironmentVariable);

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }
}
