using System.Globalization;
using System.Text;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Bench.Growth;

/// <summary>A plan of fifty objectives over one operation, and their counts of 28 days.</summary>
internal static class GrowthPlan
{
    public const int Objectives = 50;

    public static ProductPlan Of(string folder) => PlanReader.Read(folder).Plan ?? throw new InvalidOperationException($"The plan in {folder} cannot be read.");

    public static void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        var yaml = new StringBuilder("product: Bench\nowners:\n  team: team@example.com\noperations:\n  checkout:\n    entry: { service: shop, route: /checkout }\nobjectives:\n");
        for (var i = 0; i < Objectives; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  fast{i}:\n    operation: checkout\n    latency: {300 + i}ms\n    target: 99%\n    window: 28d\n    owner: team\n    reason: Slow checkouts are given up.\n    decision: Whether to ship or to fix.\n    runbook: runbooks/slow.md\n");
        }

        File.WriteAllText(Path.Combine(folder, "upshot.yaml"), yaml.ToString());
        File.WriteAllText(Path.Combine(folder, "runbooks", "slow.md"), "---\ntitle: Slow\nowner: team\n---\nLook at the slowest traces.\n");
    }

    /// <summary>The same for a ClickHouse.</summary>
    public static string ClickHouseMinutes(string database, DateTimeOffset before) =>
        $"""
         INSERT INTO `{database}`.objective_minutes (minute, objective, definition, version, environment, good, total)
         SELECT fromUnixTimestamp64Nano(toInt64({before.ToUnixTimeSeconds() / 60 * 60_000_000_000}) - (intDiv(number, {Objectives}) + 1) * 60000000000, 'UTC'), concat('fast', toString(number % {Objectives})),
                concat('checkout: latency <= ', toString((300 + number % {Objectives}) * 1000000), ' ns'), '1.0', 'production', 990 + intDiv(number, {Objectives}) % 11, 1000
         FROM numbers({28 * 1440 * Objectives})
         """;

    /// <summary>As SQL: counts of each minute of the 28 days before a moment.</summary>
    public static string Minutes(DateTimeOffset before) =>
        $"""
         INSERT INTO objective_minutes (generation, minute, objective, definition, version, environment, good, total)
         SELECT 0, make_timestamp_ns({before.ToUnixTimeSeconds() / 60 * 60_000_000_000} - (m.range + 1) * 60000000000), 'fast' || o.range, 'checkout: latency <= ' || (300 + o.range) * 1000000 || ' ns', '1.0', 'production', 990 + (m.range % 11), 1000
         FROM range({28 * 1440}) m, range({Objectives}) o
         """;
}
