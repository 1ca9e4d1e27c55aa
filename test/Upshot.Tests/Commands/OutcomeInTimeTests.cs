using System.Net;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>From OTLP to the exit code: what users do after a version took over, against the same hour of seven earlier days.</summary>
public sealed class OutcomeInTimeTests : IDisposable
{
    private const string Plan = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          checkout:
            owner: team
            entry: { service: shop, route: /checkout }
        outcomes:
          conversion:
            description: Checkouts that became an order.
            owner: team
            signal: shop.orders
            direction: up
            per: checkout

        """;

    private const string Signals = """
        groups:
          - id: metric.shop.orders
            type: metric
            metric_name: shop.orders
            instrument: counter
            unit: "{order}"
            brief: Orders.
            stability: development
            annotations:
              upshot: { owner: team, reason: Revenue follows it., decision: Whether a release sells more., cardinality: 1 }

        """;

    private const int Days = 7, Minutes = 60, PerMinute = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly Random _chance = new(5);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_conversion_that_falls_with_a_version_that_took_over_is_a_regression_and_the_same_is_none()
    {
        Directory.CreateDirectory(_folder["plan/signals"]);
        await File.WriteAllTextAsync(_folder["plan/upshot.yaml"], Plan, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["plan/signals/orders.yaml"], Signals, TestContext.Current.CancellationToken);
        await using var server = await RunningServer.Start(_folder["data"], _folder["plan"]);
        var now = DateTimeOffset.UtcNow;
        // Whole minutes, and long enough ago that no block is still going on.
        var came = new DateTimeOffset(now.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(-3);
        foreach (var (environment, after) in new[] { ("falls", 0.5), ("stays", 0.8) })
        {
            for (var day = Days; day >= 1; day--)
            {
                await Send(server, environment, "1.0", came.AddDays(-day).AddMinutes(-Minutes), 2 * Minutes, 0.8);
            }

            await Send(server, environment, "1.0", came.AddMinutes(-Minutes), Minutes, 0.8);
            await Send(server, environment, "2.0", came, Minutes, after);
        }

        var fallen = await UpshotProgram.Run("compare", "1.0", "2.0", "--environment", "falls", "--format", "json", "--server", server.Http.ToString());
        var same = await UpshotProgram.Run("compare", "1.0", "2.0", "--environment", "stays", "--format", "json", "--server", server.Http.ToString());

        Assert.Equal((2, ""), (fallen.Code, fallen.Errors));
        Assert.Equal("oneAfterTheOther", JsonDocument.Parse(fallen.Output).RootElement.GetProperty("operations")[0].GetProperty("design").GetString());
        Assert.Matches(@"^The conversion of checkout regressed: (4|5)\d", Conversion(fallen).GetProperty("sentence").GetString()!);
        Assert.StartsWith("analysis of covariance on 7 like days", Conversion(fallen).GetProperty("method").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(2, same.Code);
        Assert.DoesNotContain(Conversion(same).GetProperty("verdict").GetString(), new[] { "regressed", "improved" });

        static JsonElement Conversion(Ended ended) => JsonDocument.Parse(ended.Output).RootElement.GetProperty("measures").EnumerateArray().Single(m => m.GetProperty("measure").GetString() == "conversion");
    }

    private async Task Send(RunningServer server, string environment, string version, DateTimeOffset from, int minutes, double share)
    {
        foreach (var process in new[] { "a", "b", "c" })
        {
            var instance = $"{environment}-{version}-{process}";
            var spans = Enumerable.Range(0, minutes * PerMinute).Select(i => new TestSpan(
                $"{_chance.NextInt64(1, long.MaxValue):x16}{_chance.NextInt64(1, long.MaxValue):x16}", $"{_chance.NextInt64(1, long.MaxValue):x16}", "", "GET /checkout", 2,
                from.AddMinutes((i + 0.5) / PerMinute), TimeSpan.FromMilliseconds(20 + (20 * _chance.NextDouble())))
            { Route = "/checkout" });
            using var answer = await server.Post(TestSpan.Request("shop", version, instance, spans, [("deployment.environment.name", environment)]));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await SendOrders(server, environment, version, instance, [.. Enumerable.Range(0, minutes).Select(m => (from.AddMinutes(m), Enumerable.Range(0, PerMinute).Count(_ => _chance.NextDouble() < share)))]);
        }
    }

    private static async Task SendOrders(RunningServer server, string environment, string version, string instance, IReadOnlyList<(DateTimeOffset Minute, int Orders)> orders)
    {
        object[] resource = [Text("service.name", "shop"), Text("service.version", version), Text("service.instance.id", instance), Text("deployment.environment.name", environment)];
        var points = orders.Select(o => new { startTimeUnixNano = Nanos(o.Minute), timeUnixNano = Nanos(o.Minute.AddMinutes(1)), asInt = $"{o.Orders}" });
        var body = JsonSerializer.Serialize(new
        {
            resourceMetrics = new[] { new { resource = new { attributes = resource }, scopeMetrics = new[] { new { metrics = new[] { new { name = "shop.orders", unit = "{order}", sum = new { aggregationTemporality = 1, isMonotonic = true, dataPoints = points } } } } } } },
        });
        using var client = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(server.OtlpHttp, "/v1/metrics"), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        static object Text(string key, string value) => new { key, value = new { stringValue = value } };
        static string Nanos(DateTimeOffset at) => $"{(at - DateTimeOffset.UnixEpoch).Ticks * 100}";
    }
}
