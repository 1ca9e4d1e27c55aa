using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class SetUpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_line_sends_traces_metrics_and_logs_of_one_resource(bool grpc)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(
            grpc ? receiver.GrpcSettings : receiver.Settings,
            options => (options.ServiceName, options.InstanceId, options.ServiceVersion, options.Commit) = ("till", "till-1", "2.5.0", "c0ffee"),
            map => map.MapGet("/items/{id}", (string id) =>
            {
                map.Logger.LogWarning("asked for {Item}", id);
                return id;
            }));
        using var http = new HttpClient();
        Assert.Equal("7", await http.GetStringAsync(new Uri(app.Address(), "/items/7"), Cancel));
        await AllSpans(receiver, app, 2);
        app.Flush();

        Assert.Equal(["GET", "GET /items/{id}"], receiver.Ask("SELECT name FROM spans WHERE trace_id IN (SELECT trace_id FROM spans WHERE http_route = '/items/{id}') ORDER BY name"));
        Assert.Equal(["1"], receiver.Ask("SELECT count(*) FROM logs WHERE body = 'asked for 7' AND trace_id IN (SELECT trace_id FROM spans)"));
        foreach (var table in new[] { "spans", "logs", "metric_points" })
        {
            Assert.Equal([$"{table} till 2.5.0 till-1 production"], receiver.Ask($"SELECT DISTINCT concat_ws(' ', '{table}', service, version, instance, environment) FROM {table}"));
        }
    }

    [Fact]
    public async Task Runtime_signals_are_there_without_asking()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(receiver.Settings);
        GC.Collect();
        Assert.Throws<FormatException>(() => int.Parse("seven", System.Globalization.CultureInfo.InvariantCulture));
        app.Flush();
        var names = receiver.Ask("SELECT DISTINCT name FROM metric_points");
        string[] expected =
        [
            "dotnet.gc.pause.time", "dotnet.gc.collections", "dotnet.process.memory.working_set", "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length",
            "dotnet.monitor.lock_contentions", "dotnet.process.cpu.time", "dotnet.exceptions", "process.thread.count",
        ];
        Assert.Empty(expected.Except(names));
    }

    /// <summary>A span ends a moment after its response was read.</summary>
    private static async Task AllSpans(Receiver receiver, WebApplication app, int count)
    {
        var waited = Stopwatch.StartNew();
        do
        {
            app.Flush();
            await Task.Delay(20, Cancel);
        }
        while (waited.Elapsed < TimeSpan.FromMinutes(5) && int.Parse(receiver.Ask("SELECT count(*) FROM spans")[0], System.Globalization.CultureInfo.InvariantCulture) < count);
    }
}
