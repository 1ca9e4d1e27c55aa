using System.CommandLine;
using System.Text.Json;
using Upshot.Client;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Plan;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot store</c>: the tables of a ClickHouse.</summary>
internal static class StoreCommand
{
    public static Command Create() => new("store", "Make, upgrade and check the tables of a ClickHouse, and copy a directory into them.")
    {
        Of("create", "Make the tables that are missing, on every host of the address; what is there stays.", async (options, plan, cancellation) => Done(await ClickHouseTables.CreateAsync(options, plan, cancellation), "All tables were there.")),
        Of("upgrade", "Bring the tables up to this version: missing tables and columns, and how long the plan keeps what.", async (options, plan, cancellation) => Done(await ClickHouseTables.UpgradeAsync(options, plan, cancellation), "All tables are up to date.")),
        Of("check", "Look whether a server can use the tables. Exit code 2 when it cannot.", async (options, plan, cancellation) => Checked(await ClickHouseTables.CheckAsync(options, plan, cancellation), options)),
        StoreCopyCommand.Create(),
    };

    private static Command Of(string name, string description, Func<ClickHouseOptions, ProductPlan, CancellationToken, Task<StoreAnswer>> run)
    {
        var store = StoreOption.Create(isRequired: true);
        var plan = new Option<string?>("--plan") { Description = "The plan's folder: it says how long is kept what, and which attributes have columns of their own. [UPSHOT_PLAN]" };
        var format = FileFormat.Option();
        var command = new Command(name, description) { store, plan, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (StoreOption.Said(parsed.GetValue(store)) is not { } address)
            {
                return Fail($"Name the ClickHouse: --store {ClickHouseAddress.Form}");
            }

            var (read, problem) = PlanFolderReader.Read(parsed.GetValue(plan) ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN"));
            if (problem is not null)
            {
                return Fail(problem);
            }

            try
            {
                return Print(await run(ClickHouseSettings.Read(address, "", Environment.GetEnvironmentVariable)!, read, cancellation), parsed.GetValue(format) == FileFormat.Json);
            }
            catch (StoreException e)
            {
                return Fail(e.Message);
            }
        });
        return command;
    }

    private static StoreAnswer Done(IReadOnlyList<string> done, string otherwise) => new(done, [], [], otherwise);

    private static StoreAnswer Checked(ClickHouseReport report, ClickHouseOptions options) => new([], report.Mistakes, report.Notices, $"{options.Address} is as this version needs it.");

    private static int Print(StoreAnswer answer, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { answer.Done, answer.Mistakes, answer.Notices }, AnswerClient.Json));
        }
        else
        {
            foreach (var line in answer.Done.Concat(answer.Mistakes).Concat(answer.Notices).DefaultIfEmpty(answer.Otherwise))
            {
                Console.Out.WriteLine(line);
            }
        }

        return answer.Mistakes.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }

    /// <param name="Otherwise">What is said where there is nothing else.</param>
    private sealed record StoreAnswer(IReadOnlyList<string> Done, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notices, string Otherwise);
}
