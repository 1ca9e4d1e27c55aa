using System.Diagnostics;
using System.Text.Json;
using Upshot.Backfill;
using Upshot.Decide;
using Upshot.Evidence;
using Upshot.Tests.Running;

namespace Upshot.Tests.Backfill;

/// <summary>Telemetry of the past counts as if it had come live, and once.</summary>
public sealed class BackfillTests(PastTelemetry past) : IClassFixture<PastTelemetry>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lines.jsonl")]
    [InlineData("lines.jsonl.gz")]
    [InlineData("document.json")]
    [InlineData("frames.pb")]
    [InlineData("jaeger.json")]
    [InlineData("spans.csv")]
    [InlineData("parquet")]
    public async Task Every_format_counts_what_live_intake_would_have_counted(string file)
    {
        await using var store = past.Open(_folder["data"], past.Plan);

        Assert.Equal(PastTelemetry.Spans, await past.Backfill(store, file));
        Assert.Equal(past.Live, PastTelemetry.Counts(store));
    }

    [Fact]
    public async Task Twice_is_once_whatever_the_format_and_the_order()
    {
        await using (var store = past.Open(_folder["data"], past.Plan))
        {
            Assert.Equal(PastTelemetry.Spans, await past.Backfill(store, "spans.csv"));
            Assert.Equal(0, await past.Backfill(store, "jaeger.json"));
            await store.SealAsync();
            Assert.Equal(0, await past.Backfill(store, "lines.jsonl"));
        }

        await using var next = past.Open(_folder["data"], past.Plan);
        Assert.Equal(0, await past.Backfill(next, "parquet"));
        Assert.Equal(past.Live, PastTelemetry.Counts(next));
    }

    [Fact]
    public async Task Twice_is_once_when_the_rows_of_the_first_time_have_ended()
    {
        // Rows are kept for two weeks, counts for longer.
        var clock = new PastTelemetry.Clock { Ahead = TimeSpan.FromDays(30) };
        await using var store = past.Open(_folder["data"], past.Plan, clock);
        await past.Backfill(store, "lines.jsonl");
        await store.SealAsync();
        await store.MaintainAsync(confirmed: true, TestContext.Current.CancellationToken);
        Assert.Equal("0", PastTelemetry.Query(store, "SELECT count(*) FROM spans"));

        Assert.Equal(0, await past.Backfill(store, "lines.jsonl"));
        Assert.Equal(PastTelemetry.Spans / 2, int.Parse(PastTelemetry.Query(store, "SELECT sum(requests) FROM rollups")));
    }

    [Fact]
    public async Task What_came_live_is_not_counted_again()
    {
        await using (var server = await RunningServer.Start(_folder["data"], past.Plan))
        {
            await past.Send(server, half: true);
            var told = await UpshotProgram.Run("backfill", past["lines.jsonl"], "--server", server.Http.ToString(), "--format", "json");
            Assert.Equal((0, ""), (told.Code, told.Errors));
            Assert.InRange(JsonDocument.Parse(told.Output).RootElement.GetProperty("known").GetInt64(), 1, PastTelemetry.Spans - 1);
            Assert.Contains((await (await server.Get("/api/v1/changes?from=2000-01-01")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('"'), text => text.StartsWith("backfill: ", StringComparison.Ordinal));
        }

        Assert.Equal(past.Live, await past.CountsIn(_folder["data"]));
    }

    [Fact]
    public async Task One_that_was_killed_midway_is_completed_by_the_next()
    {
        using (var process = Process.Start(UpshotProgram.StartInfo(["backfill", past["lines.jsonl"], past["jaeger.json"], past["spans.csv"], "--data", _folder["data"], "--plan", past.Plan], new Dictionary<string, string>()))!)
        {
            // Killed once it has stored something, and not all.
            var journals = Path.Combine(_folder["data"], "journal");
            while (!process.HasExited && !(Directory.Exists(journals) && Directory.GetFiles(journals, "*.journal").Any(f => new FileInfo(f).Length > 0)))
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, (await Backfill("lines.jsonl")).Code);
        Assert.Equal(past.Live, await past.CountsIn(_folder["data"]));
    }

    [Fact]
    public async Task Objectives_are_counted_anew_when_their_definition_has_changed()
    {
        const string Present = "SELECT minute, version, sum(good), sum(total) FROM objective_minutes WHERE definition LIKE '%60000000 ns' GROUP BY ALL ORDER BY ALL";
        await using (var store = past.Open(_folder["data"], past.Plan))
        {
            await past.Backfill(store, "lines.jsonl");
        }

        var stricter = PastTelemetry.WritePlan(_folder["stricter"], "60ms");
        await using var changed = past.Open(_folder["data"], stricter);
        var all = new TimeRange(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow);
        Assert.True(await changed.RecountAsync(all, everything: false, TestContext.Current.CancellationToken) > 0);

        await using var fresh = past.Open(_folder["fresh"], stricter);
        await past.Backfill(fresh, "lines.jsonl");
        Assert.Equal(PastTelemetry.Query(fresh, Present), PastTelemetry.Query(changed, Present));
        Assert.Equal(0, await changed.RecountAsync(all, everything: true, TestContext.Current.CancellationToken));
        Assert.Equal(0, await fresh.RecountAsync(all, everything: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_counted_anew_outlives_the_process_and_the_catalog()
    {
        const string Counted = "SELECT sum(good), sum(total) FROM objective_minutes WHERE definition LIKE '%60000000 ns'";
        await using (var store = past.Open(_folder["data"], past.Plan))
        {
            await past.Backfill(store, "lines.jsonl");
        }

        var stricter = PastTelemetry.WritePlan(_folder["stricter"], "60ms");
        string counted;
        await using (var changed = past.Open(_folder["data"], stricter))
        {
            await changed.RecountAsync(new TimeRange(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow), everything: false, TestContext.Current.CancellationToken);
            counted = PastTelemetry.Query(changed, Counted);
        }

        File.Delete(Path.Combine(_folder["data"], "upshot.duckdb"));
        await using var repaired = past.Open(_folder["data"], stricter);
        Assert.Equal(counted, PastTelemetry.Query(repaired, Counted));
    }

    [Fact]
    public async Task The_last_release_of_a_team_that_comes_from_jaeger_is_judged()
    {
        Assert.Equal(0, (await Backfill("jaeger.json")).Code);

        var verdict = await UpshotProgram.Run("compare", "1.0", "1.1", "--data", _folder["data"], "--plan", past.Plan, "--format", "json");

        Assert.Equal(2, verdict.Code);
        Assert.Equal("regressed", JsonDocument.Parse(verdict.Output).RootElement.GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("{\"resourceSpans\": [", "not valid JSON")]
    [InlineData("{\"hello\": 1}", "neither OTLP JSON")]
    [InlineData("a,b\n1,2\n", "no table of spans")]
    [InlineData("{\"data\":[{\"spans\":[{\"spanID\":\"1\"}]}]}", "no traceID")]
    [InlineData("PAR1nothing", "cannot be read as Parquet")]
    public async Task What_cannot_be_read_is_told_with_its_place(string text, string told)
    {
        await File.WriteAllTextAsync(_folder["broken"], text, TestContext.Current.CancellationToken);
        var problems = new List<FileProblem>();

        Assert.Empty(PastFile.Read(_folder["broken"], problems));

        Assert.Contains(told, Assert.Single(problems).ToString());
        Assert.StartsWith(_folder["broken"], problems[0].Location);
    }

    [Fact]
    public async Task A_broken_line_costs_nothing_but_itself()
    {
        var lines = await File.ReadAllLinesAsync(past["lines.jsonl"], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_folder["cut.jsonl"], [lines[0], "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":7}]}]}]}", lines[1], lines[2][..100]], TestContext.Current.CancellationToken);

        var ended = await UpshotProgram.Run("backfill", _folder["cut.jsonl"], "--data", _folder["data"], "--format", "json");

        Assert.Equal(1, ended.Code);
        Assert.Equal(2 * PastTelemetry.SpansInALine, JsonDocument.Parse(ended.Output).RootElement.GetProperty("new").GetInt64());
        Assert.Contains("cut.jsonl:2", ended.Errors);
        Assert.Contains("cut.jsonl:4", ended.Errors);
    }

    [Fact]
    public async Task Logs_and_metrics_come_once_too()
    {
        var at = DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeMilliseconds();
        var lines = Enumerable.Range(0, 50).Select(i => "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},\"scopeLogs\":[{\"logRecords\":["
            + $"{{\"timeUnixNano\":\"{at + (i / 2)}000000\",\"severityNumber\":9,\"body\":{{\"stringValue\":\"line {i % 5}\"}}}}]}}]}}]}}")
            .Concat(Enumerable.Range(0, 50).Select(i => "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},\"scopeMetrics\":[{\"metrics\":["
            + $"{{\"name\":\"work\",\"sum\":{{\"aggregationTemporality\":{(i % 2) + 1},\"isMonotonic\":true,\"dataPoints\":[{{\"timeUnixNano\":\"{at + i}000000\",\"asInt\":\"3\"}}]}}}}]}}]}}]}}"));
        await File.WriteAllLinesAsync(_folder["more.jsonl"], lines, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_folder["reversed.jsonl"], lines.Reverse(), TestContext.Current.CancellationToken);
        await using var store = past.Open(_folder["data"], past.Plan);
        foreach (var file in new[] { "more.jsonl", "more.jsonl", "reversed.jsonl" })
        {
            await past.Backfill(store, _folder[file]);
        }

        Assert.Equal("50|50", PastTelemetry.Query(store, "SELECT (SELECT count(*) FROM logs), (SELECT count(*) FROM metric_points)"));
    }

    private Task<Ended> Backfill(string file) => UpshotProgram.Run("backfill", past[file], "--data", _folder["data"], "--plan", past.Plan, "--format", "json");
}
