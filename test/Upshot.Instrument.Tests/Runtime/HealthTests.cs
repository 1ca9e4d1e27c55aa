using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Upshot.Instrument.Health;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class HealthTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_whose_telemetry_arrives_is_healthy_and_its_counts_are_the_servers()
    {
        await using var receiver = await Receiver.StartAsync();
        using var source = new ActivitySource($"health {Guid.NewGuid()}");
        await using var app = await Application.StartAsync(receiver.Settings, options =>
        {
            options.Sources.Add(source.Name);
            options.Critical.Add("pay");
            options.Critical.Add("ship");
        });
        for (var i = 0; i < 700; i++)
        {
            source.StartActivity("pay")?.Dispose();
        }

        app.Logger.LogWarning("paid");
        app.Flush();

        var report = await Ask(app.Address());
        Assert.Equal("healthy", report.GetProperty("status").GetString());
        Assert.Empty(report.GetProperty("reasons").EnumerateArray());
        Assert.Equal(receiver.Ask("SELECT count(*) FROM spans"), [report.GetProperty("traces").GetProperty("exported").ToString()]);
        Assert.Equal(receiver.Ask("SELECT count(*) FROM logs"), [report.GetProperty("logs").GetProperty("exported").ToString()]);
        var operations = report.GetProperty("operations").EnumerateArray().Where(o => o.GetProperty("critical").GetBoolean() && !o.GetProperty("name").GetString()!.StartsWith("span.upshot.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["pay", "ship"], operations.Select(o => o.GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.String, operations[0].GetProperty("lastExported").ValueKind);
        Assert.Equal(JsonValueKind.Null, operations[1].GetProperty("lastEnded").ValueKind);
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_a_reason_that_names_the_address()
    {
        var nobody = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        using var source = new ActivitySource($"health {Guid.NewGuid()}");
        await using var app = await Application.StartAsync(nobody, options => options.Sources.Add(source.Name));
        source.StartActivity("pay")?.Dispose();
        app.Flush();

        var report = await Ask(app.Address());
        Assert.Equal("degraded", report.GetProperty("status").GetString());
        Assert.Contains(report.GetProperty("reasons").EnumerateArray(), r => r.GetString()!.Contains("export of traces failed", StringComparison.Ordinal) && r.GetString()!.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", StringComparison.Ordinal));
        Assert.Equal(1, report.GetProperty("traces").GetProperty("failed").GetInt64());
    }

    [Fact]
    public async Task Spans_that_the_queue_had_no_place_for_are_counted_to_the_last_one()
    {
        await using var receiver = await Receiver.StartAsync();
        using var source = new ActivitySource($"health {Guid.NewGuid()}");
        await using var app = await Application.StartAsync(receiver.Settings, options => options.Sources.Add(source.Name));
        const int spans = 60_000;
        for (var i = 0; i < spans; i++)
        {
            source.StartActivity("pay")?.Dispose();
        }

        app.Flush();
        var traces = (await Ask(app.Address())).GetProperty("traces");
        var (exported, dropped) = (traces.GetProperty("exported").GetInt64(), traces.GetProperty("dropped").GetInt64());
        Assert.True(dropped > 0, "The exporter was faster than the test.");
        Assert.Equal(spans, exported + dropped);
        Assert.Equal(receiver.Ask("SELECT count(*) FROM spans"), [$"{exported}"]);
    }

    [Fact]
    public void A_critical_journey_that_ends_and_is_not_exported_degrades_the_process()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        var health = new TelemetryHealth(time, ["span.shop.pay"]);
        using var span = new Activity("pay");
        span.SetTag("upshot.signal", "span.shop.pay@3");
        Assert.Equal("healthy", health.Report().Status);
        health.Operations.Ended(span);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("healthy", health.Report().Status);
        time.Advance(TimeSpan.FromSeconds(31));

        var report = health.Report();
        Assert.Equal("degraded", report.Status);
        Assert.Equal(["span.shop.pay@3 ended at 2026-07-01 12:00:00Z and was never exported: this critical journey leaves no trace."], report.Reasons);
        health.Operations.Exported([span]);
        Assert.Equal("healthy", health.Report().Status);
    }

    [Fact]
    public void Names_without_end_are_not_kept_without_end_and_critical_ones_always_have_a_place()
    {
        var health = new TelemetryHealth(TimeProvider.System, ["pay"]);
        foreach (var name in Enumerable.Range(0, 2000).Select(i => $"GET /{i}").Append("pay"))
        {
            using var span = new Activity(name);
            health.Operations.Ended(span);
        }

        var operations = health.Report().Operations;
        Assert.Equal(257, operations.Count);
        Assert.NotNull(operations[0].LastEnded);
        Assert.Equal("pay", operations[0].Name);
    }

    private static async Task<JsonElement> Ask(Uri address)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(address, "/health/telemetry"), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
