using System.CommandLine;
using System.Diagnostics;
using Shop.Load;

namespace Shop.Hosting;

/// <summary>The whole Shop for as long as some visits take: what a test or a check in CI runs.</summary>
internal static class RunCommand
{
    private const string Listens = " listens on ";
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var visits = new Option<int>("--visits") { Description = "How many visitors come.", DefaultValueFactory = _ => 24 };
        var seed = new Option<int>("--seed") { Description = "Decides what they do.", DefaultValueFactory = _ => 1 };
        var command = new Command("run", "Start all three services on free ports, let some visitors come, and stop.") { visits, seed };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(visits), parsed.GetValue(seed), stop));
        return command;
    }

    private static async Task<int> Run(int visits, int seed, CancellationToken stop)
    {
        var data = Directory.CreateTempSubdirectory("shop-run-").FullName;
        var services = new List<Process>();
        try
        {
            var environment = new Dictionary<string, string> { ["SHOP_DATA"] = data, ["SHOP_EXIT_WITH_STDIN"] = "1", ["DOTNET_TieredCompilation"] = "1" };
            environment["SHOP_INVENTORY_URLS"] = await Start("inventory", environment, services);
            environment["SHOP_CHECKOUT_URLS"] = await Start("checkout", environment, services);
            var storefront = new Uri(await Start("storefront", environment, services));
            using var driver = new Driver([storefront]);
            var summary = await driver.Walk(Schedule.MakeWarmUp(seed, visits), AtOnce, stop);
            Console.WriteLine($"{summary.Visits} visits, {summary.Requests} requests, {summary.Failures} failures");
            await WithoutInventory(storefront, services[0], stop);
            return summary.Requests > 0 && summary.Failures < summary.Requests ? 0 : 1;
        }
        finally
        {
            // From the front to the back, so that nobody calls a service that has gone.
            services.Reverse();
            foreach (var service in services)
            {
                service.StandardInput.Close();
                if (!service.WaitForExit(Patience))
                {
                    service.Kill();
                }

                service.Dispose();
            }

            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>What is said when a service is gone belongs to the plan too.</summary>
    private static async Task WithoutInventory(Uri storefront, Process inventory, CancellationToken stop)
    {
        inventory.StandardInput.Close();
        await inventory.WaitForExitAsync(stop).WaitAsync(Patience, stop);
        using var visitor = new HttpClient();
        using var answer = await visitor.GetAsync(new Uri(storefront, "/products/1"), stop);
        Console.WriteLine($"without the inventory: {(int)answer.StatusCode}");
    }

    private static async Task<string> Start(string service, Dictionary<string, string> environment, List<Process> services)
    {
        var own = Own();
        var start = new ProcessStartInfo(own[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. own[1..], service, "--urls", "http://127.0.0.1:0"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        services.Add(process);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return line?.Split(Listens) is [_, var address] ? address : throw new InvalidOperationException($"{service} did not start: {line}");
    }

    /// <summary>This program again: as whoever hosts it says, else as it was started, with the dll when dotnet runs it.</summary>
    private static string[] Own() =>
        AppContext.GetData("Shop.StartsWith") as string[]
        ?? [Environment.ProcessPath!, .. Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "Shop.dll")] : (string[])[]];
}
