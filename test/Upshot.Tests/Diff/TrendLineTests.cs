using System.Globalization;
using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Diff;

/// <summary>The real server, restarted with one plan after the other; telemetry comes over OTLP/HTTP as JSON.</summary>
public sealed class TrendLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_versions_make_one_trend_line_whichever_of_their_plans_asks()
    {
        for (var version = 1; version <= 3; version++)
        {
            await using var server = await RunningServer.Start(_folder["data"], Plan(version));
            await Send(server, version, hour: version);
            if (version == 2)
            {
                (await server.Seal()).EnsureSuccessStatusCode();
            }

        }

        Assert.Equal(["shop.waiting|s|0.1|express", "shop.waiting|s|0.2|express", "shop.waiting|s|0.3|express"], await Line(3));
        Assert.Equal(["shop.wait|s|0.1|fast", "shop.wait|s|0.2|fast", "shop.wait|s|0.3|fast"], await Line(2));
        Assert.Equal(["shop.wait|ms|100|fast", "shop.wait|ms|200|fast", "shop.wait|ms|300|fast"], await Line(1));
        Assert.Equal(["shop.waiting|s|0.1|express", "shop.waiting|s|0.2|express", "shop.waiting|s|0.3|express"], await Line(3));
    }

    private async Task<IEnumerable<string>> Line(int version)
    {
        await using var server = await RunningServer.Start(_folder["data"], Plan(version));
        var (name, attribute) = (version == 3 ? "shop.waiting" : "shop.wait", version == 1 ? "speed" : "shop_kind");
        var rows = await server.Query($"SELECT name, unit, round(value, 9), {attribute} FROM metric_points WHERE name = '{name}' ORDER BY time");
        return rows.Select(r => string.Join('|', r.EnumerateArray().Select(v => v.ToString())));
    }

    private string Plan(int version)
    {
        var folder = _folder[$"plan{version}"];
        Directory.CreateDirectory(Path.Combine(folder, "signals"));
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        File.WriteAllText(Path.Combine(folder, "upshot.yaml"), SmallPlan.Product(version == 3 ? "shop.waiting" : "shop.wait"));
        File.WriteAllText(Path.Combine(folder, "runbooks", "cart.md"), SmallPlan.Runbook);
        File.WriteAllText(Path.Combine(folder, "signals", "shop.yaml"), SmallPlan.Signals(version));
        return folder;
    }

    private static async Task Send(RunningServer server, int version, int hour)
    {
        var (name, unit, attribute, value, scale) = version switch
        {
            1 => ("shop.wait", "ms", "speed", "fast", 100.0),
            2 => ("shop.wait", "s", "shop.kind", "fast", 0.1),
            _ => ("shop.waiting", "s", "shop.kind", "express", 0.1),
        };
        var time = (new DateTimeOffset(2026, 1, 1, hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);
        var request = new
        {
            resourceMetrics = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Text("service.name", "shop") } },
                    scopeMetrics = new[]
                    {
                        new
                        {
                            metrics = new[]
                            {
                                new { name, unit, gauge = new { dataPoints = new[] { new { timeUnixNano = time, asDouble = version * scale, attributes = new[] { Text(attribute, value) } } } } },
                            },
                        },
                    },
                },
            },
        };
        using var client = new HttpClient();
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request));
        content.Headers.ContentType = new("application/json");
        using var answer = await client.PostAsync(new Uri(server.OtlpHttp, "/v1/metrics"), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static object Text(string key, string text) => new { key, value = new { stringValue = text } };
}
