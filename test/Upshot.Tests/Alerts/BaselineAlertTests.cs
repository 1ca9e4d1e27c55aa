using System.Globalization;
using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>A watched signal in a running server, from what was stored weeks ago to the notification.</summary>
public class BaselineAlertTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(5), s_looked = TimeSpan.FromHours(9), s_week = TimeSpan.FromDays(7);

    [Fact]
    public async Task A_signal_that_falls_while_requests_fail_pages_and_the_notification_says_what_is_usual()
    {
        await using var sink = await WebSink.Start();
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook" }
              baselines:
                orders: { signal: metric.shop.orders, objective: cart-works, direction: down, measure: sum }
            """);
        Directory.CreateDirectory(Path.Combine(shop.Plan, "signals"));
        await File.WriteAllTextAsync(Path.Combine(shop.Plan, "signals", "shop.yaml"), """
            groups:
              - id: metric.shop.orders
                type: metric
                metric_name: shop.orders
                instrument: counter
                unit: "{order}"
                brief: Orders.
                stability: development
                annotations: { upshot: { owner: team, reason: Revenue follows it., decision: Whether to roll back., version: 1 } }
            """, TestContext.Current.CancellationToken);

        // The same hours of three weeks before, and of today: four hundred in five minutes, and none since half an hour.
        var now = DateTimeOffset.UtcNow;
        var points = Enumerable.Range(0, 4).SelectMany(week => Steps(now - (week * s_week)).Select(at => (at, now - at < TimeSpan.FromMinutes(32) ? 0 : 400 + (int)(at.Ticks / s_step.Ticks % 7)))).OrderBy(p => p.at).ToList();
        await using (var before = await shop.Start())
        {
            await Send(before, points);
        }

        await using var server = await shop.Start();

        // A tenth fails: it burns, too.
        for (var minute = 55; minute >= 1; minute -= 6)
        {
            await shop.Send(server, "cart", 90, 10, minutesAgo: minute);
        }

        var told = await sink.Wait(r => r.Path == "/hook");
        var alerts = await Until(server, a => a.GetProperty("open").EnumerateArray().Any(e => e.GetProperty("alert").GetString() == "orders/unusual" && e.GetProperty("state").GetString() == "firing"));
        var open = alerts.GetProperty("open").EnumerateArray().ToDictionary(e => e.GetProperty("alert").GetString()!, e => e.GetProperty("incident").GetString()!);
        Assert.Equal(open["cart-works/page"], open["orders/unusual"]);
        Assert.Single(told.Select(r => r.Json.GetProperty("notification").GetProperty("incident").GetString()).Distinct());
        using var incident = JsonDocument.Parse((await UpshotProgram.Run("incident", "show", open["orders/unusual"], "--format", "json", "--server", server.Http.ToString())).Output);
        Assert.Contains(incident.RootElement.GetProperty("timeLine").EnumerateArray(), e => e.GetProperty("text").GetString()!.StartsWith("shop.orders is 0 since ", StringComparison.Ordinal) && e.GetProperty("text").GetString()!.Contains("is usual at this hour of the week", StringComparison.Ordinal));

        // It would have fired on the same history, at the earliest minute at which both were so.
        using var replay = JsonDocument.Parse((await UpshotProgram.Run("alerts", "replay", "--since", "1h", "--format", "json", "--server", server.Http.ToString())).Output);
        var would = Assert.Single(replay.RootElement.GetProperty("would").EnumerateArray(), e => e.GetProperty("alert").GetString() == "orders/unusual");
        Assert.InRange((now - would.GetProperty("firedAt").GetDateTimeOffset()).TotalMinutes, -2, 30);
    }

    private static IEnumerable<DateTimeOffset> Steps(DateTimeOffset end) => Enumerable.Range(0, (int)(s_looked / s_step)).Select(i => end - (i * s_step));

    private static async Task Send(RunningServer server, IReadOnlyList<(DateTimeOffset At, int Value)> points)
    {
        var request = new
        {
            resourceMetrics = new[]
            {
                new
                {
                    resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = "shop" } } } },
                    scopeMetrics = new[]
                    {
                        new
                        {
                            metrics = new[]
                            {
                                new
                                {
                                    name = "shop.orders",
                                    unit = "{order}",
                                    sum = new { isMonotonic = true, aggregationTemporality = 1, dataPoints = points.Select(p => new { startTimeUnixNano = Nanos(p.At - s_step), timeUnixNano = Nanos(p.At), asInt = $"{p.Value}" }).ToArray() },
                                },
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

    private static string Nanos(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);

    private static async Task<JsonElement> Until(RunningServer server, Func<JsonElement, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            using var answer = await server.Get("/api/v1/alerts");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (JsonDocument.Parse(text).RootElement is var alerts && holds(alerts))
            {
                return alerts;
            }

            Assert.True(i < 200, text);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
