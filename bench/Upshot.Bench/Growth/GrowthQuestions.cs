using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Bench.Growth;

/// <summary>The questions whose cost must not grow with what is stored: typed ones asked of the store itself, the rest over HTTP.</summary>
/// <param name="cpu">Seconds that another process has used, of one that answers; null: none does.</param>
internal sealed class GrowthQuestions(GrowthFill fill, GrowthTable table, Func<Task<double>>? cpu = null)
{
    private const int Runs = 21;

    private static readonly (string Name, string Path)[] s_pages =
    [
        ("front page", "/"), ("front page for on-call", "/?role=oncall"), ("Objective", "/objectives/fast0"), ("Operations", "/operations"), ("Operation", "/operations/checkout"),
        ("Operation, what differs", "/operations/checkout?show=differs"), ("Operation, flags", "/operations/checkout?show=flags"), ("Traces", "/traces"), ("Explore", "/explore"), ("Explore, metrics", "/explore?of=metrics"),
        ("Map", "/map"), ("Releases", "/releases"), ("Release", "/releases/shop/1.0"), ("Ledger", "/ledger"), ("Improve", "/improve"), ("Flags", "/flags"), ("Runtime", "/runtime"), ("Cost", "/cost"),
        ("Alerts", "/alerts"), ("Services", "/services"), ("Runbooks", "/runbooks"), ("Plan", "/plan"), ("Search", "/search?q=check"),
    ];

    public async Task MeasureAsync(string program)
    {
        await using (var store = TelemetryStore.Open(new StoreOptions { Directory = fill.Data }, GrowthPlan.Of(fill.Plan), TimeProvider.System, NullLogger.Instance))
        {
            // What a start does in the background is no part of any question.
            store.Check(CancellationToken.None);
            await OfStore(store);
        }

        await using var server = await ServerProcess.StartAsync(program, fill.Data, fill.Plan);
        table.Add("start of the server", "ms", fill.Spans, server.StartTime.TotalMilliseconds);
        await OverHttp(server);
        table.Add("memory, peak with questions", "MB", fill.Spans, server.PeakMegabytes());

        // Two looks of the server at whether it has work, and a run of maintenance.
        await Task.Delay(TimeSpan.FromSeconds(100));
        table.Add("memory, idle, with files of the program", "MB", fill.Spans, server.ResidentMegabytes());
        table.Add("memory, idle, its own", "MB", fill.Spans, server.OwnMegabytes());
    }

    /// <summary>Of any store.</summary>
    public async Task OfStore(ITelemetryStore store)
    {
        var objectives = GrowthPlan.Of(fill.Plan).Objectives;
        var hour = TimeRange.Last(TimeSpan.FromHours(1), fill.End);
        var slow = TimeSpan.FromSeconds(2);
        await Time("requests, errors and quantiles by route, last hour", () => store.AskAsync(new RouteQuestion(hour), default), routes => routes.Count >= 5);
        await Time("requests, errors and quantiles by route, 7 days", () => store.AskAsync(new RouteQuestion(TimeRange.Last(TimeSpan.FromDays(7), fill.End)), default), routes => routes.Sum(r => r.Requests) == fill.Spans * 3 / 8);
        await Time("search by service and duration, 20 hits", () => store.AskAsync(new TraceSearch(Times.All, 20) { Service = "shop", AtLeast = slow }, default), found => found.Count == 20);
        await Time("search by service and duration, 20 slowest", () => store.AskAsync(new TraceSearch(Times.All, 20) { Service = "shop", SlowestFirst = true }, default), found => found.Count == 20);
        await Time("search by operation and duration, 20 hits", () => store.AskAsync(new TraceSearch(Times.All, 20) { Operation = "checkout", AtLeast = slow }, default), found => found.Count == 20);
        await Time("search by service and duration, no hit anywhere", () => store.AskAsync(new TraceSearch(Times.All, 20) { Service = "shop", AtLeast = TimeSpan.FromMinutes(10) }, default), found => found.Count == 0);
        await Time("the latest 20 traces", () => store.AskAsync(new TraceSearch(Times.All, 20), default), found => found.Count == 20);
        await Time("how many there are", () => store.AskAsync(new SizeQuestion(), default), size => size.Signals.Sum(s => s.SealedRecords + s.UnsealedRecords) == fill.Spans);
        var next = 0L;
        await Time("a trace by its id", () => store.AskAsync(new TraceQuestion(Trace(next++)), default), trace => trace?.Spans.Count == SpanLoad.SpansATrace);
        await Time("28-day budget of 8 objectives", () => store.AskAsync(Budget(8), default), windows => windows[0].Windows[^1].Total > 0);
        await Time("28-day budget of 50 objectives", () => store.AskAsync(Budget(50), default), windows => windows[^1].Windows[^1].Total > 0);

        WindowQuestion Budget(int count) => new([.. objectives.Take(count)], fill.End.AddMinutes(1), [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(3), TimeSpan.FromDays(28)]);
    }

    private async Task OverHttp(ServerProcess server)
    {
        var since = fill.End.AddHours(-1).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        await Time("over HTTP: count of all", () => server.GetAsync("/api/v1/size"), _ => true);
        await Time("over HTTP: count of all, as SQL", () => server.QueryAsync("SELECT count(*) FROM spans"), answer => answer.GetProperty("rows")[0][0].GetInt64() == fill.Spans);
        await Time("over HTTP: quantiles by route of the last hour, as SQL", () => server.QueryAsync($"SELECT http_route, quantile_disc(duration_ns, [0.5, 0.95, 0.99]) FROM spans WHERE kind = 'server' AND start_time >= '{since}' GROUP BY 1"), answer => answer.GetProperty("rows").GetArrayLength() > 4);
        var next = 1000L;
        await Time("over HTTP: a trace by its id", () => server.GetAsync($"/api/v1/traces/{Trace(next++)}"), answer => answer.GetProperty("spans").GetArrayLength() == SpanLoad.SpansATrace);
        foreach (var (name, path) in s_pages)
        {
            var before = server.CpuSeconds();
            await Time($"over HTTP: {name} with 50 objectives", () => server.TextAsync(path), text => text.Length > 1000);
            table.Add($"CPU of {name}", "ms", fill.Spans, (server.CpuSeconds() - before) * 1000 / (Runs + 1));
        }
    }

    /// <summary>Traces from everywhere, each asked for once.</summary>
    private string Trace(long number)
    {
        var traces = fill.Spans / SpanLoad.SpansATrace;
        return Convert.ToHexStringLower(SpanLoad.TraceId(number * 7919 % traces * SpanLoad.SpansATrace));
    }

    private async Task Time<T>(string name, Func<Task<T>> ask, Func<T, bool> isRight)
    {
        if (!isRight(await ask()))
        {
            throw new InvalidOperationException($"{name}: the answer is wrong.");
        }

        var (times, before) = (new List<double>(), cpu is null ? 0 : await cpu());
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await ask();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        table.Add(name, "ms", fill.Spans, times.Order().ElementAt(Runs / 2));
        if (cpu is not null)
        {
            table.Add($"CPU of {name}", "ms", fill.Spans, (await cpu() - before) * 1000 / Runs);
        }
    }
}
