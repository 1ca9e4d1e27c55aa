using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Upshot.Tests.Pages;

/// <summary>Log records and data points of the small shop: an error of the failed checkout, hostile ones, a counter that begins anew, a histogram, and what a runtime says of itself.</summary>
internal static class SmallShopRecords
{
    public const string Declined = "The bank declined the card";

    public static async Task PostAsync(HttpClient client, Uri otlp, DateTimeOffset now)
    {
        await Send("/v1/logs", new
        {
            resourceLogs = new[]
            {
                Logs("checkout", [Log(now.AddMinutes(-4), 17, Declined, SmallShop.Failed), Log(now.AddMinutes(-3), 9, "order placed", ""), Log(now.AddMinutes(-2), 9, "order placed", "")]),
                Logs(SmallShop.HostileService, [Log(now.AddMinutes(-2), 99, SmallShop.HostileValue + "\u0007" + new string('x', 10_000), SmallShop.HostileTrace)]),
            },
        });
        await Send("/v1/metrics", new { resourceMetrics = Enumerable.Range(0, 20).Select(i => Metrics(now.AddMinutes(-20), i)) });

        async Task Send(string path, object body)
        {
            using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(otlp, path), content);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private static object Resource(string service) => new { attributes = new[] { Text("service.name", service), Text("service.version", "1.1"), Text("service.instance.id", $"{service}-one") } };

    private static object Logs(string service, object[] records) => new { resource = Resource(service), scopeLogs = new[] { new { logRecords = records } } };

    private static object Log(DateTimeOffset at, int severity, string body, string trace) =>
        new { timeUnixNano = Nanos(at), severityNumber = severity, body = new { stringValue = body }, traceId = trace, spanId = trace.Length > 0 ? "00000000000000a1" : "", attributes = new[] { Text("card.kind", "credit") } };

    /// <summary>Ten orders a minute; after ten minutes the process begins anew.</summary>
    private static object Metrics(DateTimeOffset start, int minute)
    {
        var (began, since) = (start.AddMinutes(minute < 10 ? 0 : 10), minute < 10 ? minute : minute - 10);
        var (from, at) = (Nanos(began), Nanos(start.AddMinutes(minute).AddSeconds(1)));
        return new
        {
            resource = Resource("checkout"),
            scopeMetrics = new[]
            {
                new
                {
                    metrics = new object[]
                    {
                        new { name = "orders.placed", unit = "{order}", sum = new { aggregationTemporality = 2, isMonotonic = true, dataPoints = new[] { new { startTimeUnixNano = from, timeUnixNano = at, asInt = $"{10 * since}" } } } },
                        new { name = "payment.duration", unit = "s", histogram = new { aggregationTemporality = 2, dataPoints = new[] { new { startTimeUnixNano = from, timeUnixNano = at, count = $"{10 * since}", sum = 0.5 * since, explicitBounds = new[] { 0.1, 0.2 }, bucketCounts = new[] { $"{9 * since}", $"{since}", "0" } } } } },
                        new { name = "dotnet.thread_pool.queue.length", unit = "{work_item}", gauge = new { dataPoints = new[] { new { timeUnixNano = at, asInt = $"{minute % 5}" } } } },
                        new { name = "dotnet.process.memory.working_set", unit = "By", gauge = new { dataPoints = new[] { new { timeUnixNano = at, asInt = $"{(100 + minute) << 20}" } } } },
                    },
                },
            },
        };
    }

    private static object Text(string key, string value) => new { key, value = new { stringValue = value } };

    private static string Nanos(DateTimeOffset time) => ((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100).ToString(CultureInfo.InvariantCulture);
}
