using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.Copying;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot store copy</c>: a directory's telemetry into a ClickHouse.</summary>
internal static class StoreCopyCommand
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "The data directory, or a backup of it; no server uses it meanwhile.", Required = true };
        var to = new Option<string?>("--to") { Description = $"Where to: {ClickHouseAddress.Form}. Its tables are there already (upshot store create). The password is in {ClickHouseAddress.PasswordVariable}.", Required = true };
        var plan = new Option<string?>("--plan") { Description = "The plan's folder: under its names rows are copied. [UPSHOT_PLAN]" };
        var format = FileFormat.Option();
        var command = new Command("copy", "Copy all telemetry of a directory, and what was counted of it, into a ClickHouse. Cut off and run again it goes on; run twice it copies once.") { from, to, plan, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (read, problem) = PlanFolderReader.Read(parsed.GetValue(plan) ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN"));
            if (problem is not null)
            {
                return Fail(problem);
            }

            try
            {
                return await RunAsync(parsed.GetValue(from)!, parsed.GetValue(to)!, read, parsed.GetValue(format) == FileFormat.Json, cancellation);
            }
            catch (StoreException e)
            {
                return Fail(e.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return Fail("Stopped. Run it again: it goes on where it was.");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string directory, string address, ProductPlan plan, bool asJson, CancellationToken cancellation)
    {
        var to = ClickHouseSettings.Read(address, directory, Environment.GetEnvironmentVariable)!;
        if (!IsData(directory))
        {
            throw new StoreException($"{directory} is no data directory: name the one that a server was started on with --data, or a backup of it.");
        }

        var options = StoreSettings.Read(directory, Environment.GetEnvironmentVariable) with { MaintenanceEvery = TimeSpan.FromDays(40), QueryMemoryMiB = 1024 };
        await using var store = Open(options, plan);
        var shown = new Shown();
        var copied = await StoreCopy.RunAsync(store, to, plan, shown.Show, cancellation);
        Print(copied, store.Missing, directory, to.Address, asJson);
        return store.Missing.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    private static TelemetryStore Open(StoreOptions options, ProductPlan plan)
    {
        try
        {
            return TelemetryStore.Open(options, plan, TimeProvider.System, NullLogger.Instance);
        }
        catch (StoreException e) when (e.Message.Contains("in use", StringComparison.Ordinal))
        {
            throw new StoreException($"{options.Directory} is in use by a server. Stop that one first, or copy a backup of it (upshot backup DIR).", e);
        }
    }

    private static void Print(IReadOnlyList<CopiedRows> copied, IReadOnlyList<MissingRows> missing, string directory, ClickHouseAddress address, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Tables = copied, missing }, AnswerClient.Json));
            return;
        }

        foreach (var table in copied)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Table}: {table.Copied:#,0} rows copied, {table.Rows - table.Copied:#,0} were there."));
        }

        foreach (var rows in missing)
        {
            Console.Out.WriteLine(rows.Sentence);
        }

        Console.Out.WriteLine($"Releases, alerts, the ledger and keys are in {Path.Combine(directory, "state.db")} still: a server over {address} has them when its directory has a copy of that file before it first starts.");
    }

    // A command that reads makes no directory.
    private static bool IsData(string directory) =>
        new[] { "upshot.duckdb", "state.db" }.Any(f => File.Exists(Path.Combine(directory, f))) || new[] { "parquet", "journal" }.Any(f => Directory.Exists(Path.Combine(directory, f)));

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }

    /// <summary>Says how far it is, now and then and when a table begins.</summary>
    private sealed class Shown
    {
        private long _at;
        private string _table = "";

        public void Show(CopyProgress progress)
        {
            if (progress.Table == _table && progress.Done < progress.Rows && TimeProvider.System.GetElapsedTime(_at) < s_every)
            {
                return;
            }

            (_at, _table) = (TimeProvider.System.GetTimestamp(), progress.Table);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Table}: {progress.Done:#,0} of {progress.Rows:#,0} rows"));
        }
    }
}
