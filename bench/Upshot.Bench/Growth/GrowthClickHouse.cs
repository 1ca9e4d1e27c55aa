using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Bench.Growth;

/// <summary>The same spans and questions over a ClickHouse that runs: what inserts and merges cost its process, bytes on its disk, and the typed questions.</summary>
internal sealed class GrowthClickHouse(string work, string address, long spans, GrowthTable table)
{
    private const int Senders = 64;

    public async Task MeasureAsync()
    {
        var folder = Path.Combine(work, $"growth-clickhouse-{spans}");
        var plan = Path.Combine(folder, "plan");
        GrowthPlan.Write(plan);
        var of = GrowthPlan.Of(plan);
        var named = ClickHouseAddress.Parse(address);
        var options = new ClickHouseOptions { Address = named with { Database = $"{named.Database}_{spans}" }, Password = Environment.GetEnvironmentVariable(ClickHouseAddress.PasswordVariable) ?? "", BacklogDirectory = Path.Combine(folder, "backlog") };
        using var servers = new ClickHouseServers(options);
        await ClickHouseTables.CreateAsync(options, of, default);
        using var state = OperationalState.Open(folder, null, NullLogger.Instance);
        await using var store = await ClickHouseStore.OpenAsync(options, of, new PlanHistoryTable(state), TimeProvider.System, NullLogger.Instance, default);
        var kept = Path.Combine(folder, "end");
        if (!File.Exists(kept))
        {
            var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            await FillAsync(store, servers, options.Address.Database, SpanLoad.StartOf(now, spans));
            await ExecuteAsync(servers, GrowthPlan.ClickHouseMinutes(options.Address.Database, SpanLoad.StartOf(now, spans)));
            await File.WriteAllTextAsync(kept, now.ToString("O"));
        }

        var size = await NumberAsync(servers, $"SELECT toInt64(sum(bytes_on_disk)) FROM system.parts WHERE active AND database = '{options.Address.Database}' AND table = 'spans'");
        table.Add("spans on the disk", "bytes a span", spans, (double)size / spans);
        var fill = new GrowthFill(folder, spans, DateTimeOffset.Parse(await File.ReadAllTextAsync(kept), CultureInfo.InvariantCulture));
        await new GrowthQuestions(fill, table, () => CpuAsync(servers)).OfStore(store);
    }

    private async Task FillAsync(ClickHouseStore store, ClickHouseServers servers, string database, DateTimeOffset start)
    {
        var before = await CpuAsync(servers);
        var intake = new BatchIntake(store.AppendAsync, TimeProvider.System);
        var next = -1L;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < spans / SpanLoad.SpansARequest)
            {
                await GrowthFill.Send(intake, SpanLoad.Request(number, start));
            }
        })));
        while (store.Waiting.Records > 0)
        {
            await Task.Delay(100);
        }

        table.Add("inserts and what was merged meanwhile, server's CPU", "s a million", spans, (await CpuAsync(servers) - before) / (spans / 1e6));
        await ExecuteAsync(servers, $"OPTIMIZE TABLE `{database}`.spans FINAL");
        table.Add("with all merged to the end", "s a million", spans, (await CpuAsync(servers) - before) / (spans / 1e6));
    }

    // What the process has used, of all its threads.
    private static async Task<double> CpuAsync(ClickHouseServers servers) => await NumberAsync(servers, "SELECT toInt64(sum(value)) FROM system.events WHERE event = 'OSCPUVirtualTimeMicroseconds'") / 1e6;

    private static async Task<long> NumberAsync(ClickHouseServers servers, string sql) => (await servers.ReadAsync(servers.Hosts[0], sql, r => r.GetInt64(0), default))[0];

    private static async Task ExecuteAsync(ClickHouseServers servers, string sql)
    {
        foreach (var host in servers.Hosts)
        {
            await servers.ExecuteAsync(host, sql, default);
        }
    }
}
