using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Bench;

/// <summary>A budget over 28 days of minutes: 8 objectives, 3 versions, 40,320 minutes each.</summary>
internal static class Budgets
{
    private const string Yaml =
        """
        product: Bench
        owners:
          team: team@example.com
        operations:
          checkout:
            entry: { service: shop, route: /checkout }
        objectives:
          fast:
            operation: checkout
            latency: 300ms
            target: 99%
            window: 28d
            owner: team
            reason: Slow checkouts are given up.
            decision: Whether to ship or to fix.
            runbook: runbooks/slow.md
        """;

    public static async Task Measure(Report report, string work, string program)
    {
        var (data, plan) = (Path.Combine(work, "budget-data"), Path.Combine(work, "budget-plan"));
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        Directory.CreateDirectory(Path.Combine(plan, "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(plan, "upshot.yaml"), Yaml);
        await File.WriteAllTextAsync(Path.Combine(plan, "runbooks", "slow.md"), "---\ntitle: Slow\nowner: team\n---\nLook at the slowest traces.\n");
        var options = new StoreOptions { Directory = data };
        await TelemetryStore.Open(options, new ProductPlan(), TimeProvider.System, NullLogger.Instance).DisposeAsync();
        using (var catalog = Catalog.Open(options))
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60_000_000_000;
            catalog.Execute(
                $"""
                 INSERT INTO objective_minutes (generation, minute, objective, definition, version, environment, good, total)
                 SELECT -1, make_timestamp_ns({now} - m.range * 60000000000), CASE WHEN o.range = 0 THEN 'fast' ELSE 'other' || o.range END, 'checkout: latency <= 300000000 ns', '1.' || v.range, 'production', 990 + (m.range % 11), 1000
                 FROM range(40320) m, range(8) o, range(3) v
                 """);
        }

        await using var server = await ServerProcess.StartAsync(program, data, plan);
        report.Add("questions", "a budget over 28 days with its alerts (967,680 rows of 8 objectives)", await ServerProcess.MedianMillis(() => server.GetAsync("/api/v1/status")), "ms", "50");
    }
}
