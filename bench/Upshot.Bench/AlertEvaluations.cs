using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Bench;

/// <summary>What it costs to evaluate the alerts of many objectives, each counted every minute for three days: the server's processor time with evaluations, less the same without.</summary>
internal static class AlertEvaluations
{
    private const int Seconds = 5, Watched = 60, Minutes = 3 * 1440;
    private const double MostShare = 0.05;

    /// <returns>1 when one evaluation a minute takes more than 5 % of one core.</returns>
    public static async Task<int> RunAsync(string program, string work, int objectives)
    {
        var (data, plan) = (Path.Combine(work, $"alerts-{objectives}-data"), Path.Combine(work, $"alerts-{objectives}-plan"));
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        Write(plan, objectives);
        await FillAsync(data, PlanReader.Read(plan).Plan);
        var idle = await CpuAsync(program, data, plan, 300);
        var evaluating = await CpuAsync(program, data, plan, Seconds);
        var each = (evaluating - idle) / (Watched / Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{objectives:#,0} objectives, {(long)objectives * Minutes:#,0} minutes: {each:0.00} s of CPU an evaluation, {each / 60:P1} of one core at one a minute (in {Watched} s {evaluating:0.0} s with one every {Seconds} s, {idle:0.0} s with none)"));
        return each / 60 <= MostShare ? 0 : 1;
    }

    private static void Write(string plan, int objectives)
    {
        Directory.CreateDirectory(Path.Combine(plan, "runbooks"));
        var text = new StringBuilder("product: Bench\nowners: { team: team@example.com }\noperations:\n");
        for (var i = 0; i < objectives / 2; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  op{i}: {{ entry: {{ service: service{i % 50}, route: /op{i} }} }}\n");
        }

        text.Append("objectives:\n");
        for (var i = 0; i < objectives; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  o{i}: {{ operation: op{i / 2}, {(i % 2 == 0 ? "" : "latency: 300ms, ")}target: 99.9%, window: 28d, owner: team, reason: Users leave., decision: Ship or fix., runbook: runbooks/slow.md }}\n");
        }

        File.WriteAllText(Path.Combine(plan, "upshot.yaml"), text.ToString());
        File.WriteAllText(Path.Combine(plan, "runbooks", "slow.md"), "---\ntitle: Slow\nowner: team\n---\nLook at the slowest traces.\n");
    }

    private static async Task FillAsync(string data, ProductPlan plan)
    {
        var options = new StoreOptions { Directory = data };
        await TelemetryStore.Open(options, plan, TimeProvider.System, NullLogger.Instance).DisposeAsync();
        using var catalog = Catalog.Open(options);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60_000_000_000;
        catalog.Execute(
            $"""
             INSERT INTO objective_minutes (generation, minute, objective, definition, version, environment, good, total)
             SELECT -1, make_timestamp_ns({now} - m.range * 60000000000), 'o' || o.range, CASE WHEN o.range % 2 = 0 THEN 'op' || (o.range // 2) || ': success' ELSE 'op' || (o.range // 2) || ': latency <= 300000000 ns' END, '1.0', 'production', 999 + (m.range % 2), 1000
             FROM range({Minutes}) m, range({plan.Objectives.Count}) o
             """);
        foreach (var hours in CountedHours.Add("generation = -1"))
        {
            catalog.Execute(hours);
        }
    }

    private static async Task<double> CpuAsync(string program, string data, string plan, int seconds)
    {
        Environment.SetEnvironmentVariable("UPSHOT_ALERT_SECONDS", $"{seconds}");
        await using var server = await ServerProcess.StartAsync(program, data, plan);

        // What a start brings up to date, and its first evaluations, are no part of it.
        await Task.Delay(TimeSpan.FromSeconds(20));
        var before = server.CpuSeconds();
        await Task.Delay(TimeSpan.FromSeconds(Watched));
        return server.CpuSeconds() - before;
    }
}
