using System.Text.Json;

namespace Upshot.Bench;

/// <summary>Questions over the million spans, timed through the HTTP API and held against the exact answers.</summary>
internal static class Questions
{
    private const string ByRoute = "SELECT http_route, count(*), quantile_disc(duration_ns, [0.5, 0.95, 0.99]) FROM spans WHERE kind = 'server' AND http_route IS NOT NULL GROUP BY http_route ORDER BY count(*) DESC";

    public static async Task Measure(Report report, ServerProcess server, string work)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(work, "data", "truth.json")));
        var traces = truth.RootElement.GetProperty("sample_traces").EnumerateArray().Select(t => (Id: t.GetProperty("TraceID").GetString()!, Spans: t.GetProperty("Spans").GetInt32())).ToArray();
        report.Add("questions", "p50, p95, p99 by route over the million spans", await ServerProcess.MedianMillis(() => server.QueryAsync(ByRoute)), "ms", "100");
        var next = 0;
        report.Add("questions", "a trace by its id", await ServerProcess.MedianMillis(() => server.GetAsync($"/api/v1/traces/{traces[next++ % traces.Length].Id}"), 25), "ms", "20");
        await Check(report, server, truth.RootElement, traces);
    }

    private static async Task Check(Report report, ServerProcess server, JsonElement truth, (string Id, int Spans)[] traces)
    {
        var wrong = 0;
        var rows = (await server.QueryAsync(ByRoute)).GetProperty("rows").EnumerateArray().ToDictionary(r => r[0].GetString()!, r => r);
        var routes = truth.GetProperty("server_by_http_route").EnumerateArray().ToList();
        foreach (var route in routes)
        {
            var row = rows[route.GetProperty("Route").GetString()!];
            double[] expected = [route.GetProperty("P50ms").GetDouble(), route.GetProperty("P95ms").GetDouble(), route.GetProperty("P99ms").GetDouble()];
            var found = row[2].EnumerateArray().Select(q => q.GetInt64() / 1e6).ToArray();
            wrong += row[1].GetInt64() == route.GetProperty("Count").GetInt64() && expected.Zip(found).All(p => Math.Abs(p.First - p.Second) < 1e-6) ? 0 : 1;
        }

        foreach (var (id, spans) in traces.Take(50))
        {
            wrong += (await server.GetAsync($"/api/v1/traces/{id}")).GetProperty("spans").GetArrayLength() == spans ? 0 : 1;
        }

        var errors = (await server.QueryAsync("SELECT count(*) FROM spans WHERE status = 'error'")).GetProperty("rows")[0][0].GetInt64();
        wrong += errors == truth.GetProperty("error_spans").GetInt64() ? 0 : 1;
        report.Add("questions", $"wrong answers of {routes.Count + 51} with a known one", wrong, "", "0");
    }
}
