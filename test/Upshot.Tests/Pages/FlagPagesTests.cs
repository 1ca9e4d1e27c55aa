using System.Text.Json;

namespace Upshot.Tests.Pages;

/// <summary>What a flag does, as pages, API and commands tell it.</summary>
public sealed class FlagPagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_effect_that_grows_with_load_is_told_by_thirds_of_it()
    {
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan);
        using var client = new HttpClient { BaseAddress = server.Address };
        await Telemetry.PostAsync(client, server.Otlp, Growing(DateTimeOffset.UtcNow));

        using var shown = JsonDocument.Parse(await client.GetStringAsync("/api/v1/flags/new-payment?since=1h", Stop));
        var load = Assert.Single(Assert.Single(shown.RootElement.GetProperty("uses").EnumerateArray()).GetProperty("byLoad").EnumerateArray());
        Assert.Equal(("medianLatency", "off", "on"), (load.GetProperty("measure").GetString(), load.GetProperty("off").GetString(), load.GetProperty("on").GetString()));
        var effects = load.GetProperty("thirds").EnumerateArray().Select(t => t.GetProperty("effect").GetProperty("value").GetDouble()).ToList();
        Assert.InRange(effects[0], 0.97, 1.03);
        Assert.InRange(effects[2], 1.9, 2.1);
        Assert.True(load.GetProperty("p").GetDouble() < 0.001);

        var html = System.Net.WebUtility.HtmlDecode(await client.GetStringAsync("/flags/new-payment?since=1h", Stop));
        Assert.Contains("What on did against off by thirds of load", html, StringComparison.Ordinal);
        Assert.Contains("what it does depends on load (p < 0.001).", html, StringComparison.Ordinal);
        var sql = StatementTests.Statements(Assert.Single(StatementTests.Blocks(await client.GetStringAsync("/flags/new-payment?since=1h", Stop))))[0];
        Assert.Equal(
            shown.RootElement.GetProperty("uses")[0].GetProperty("variants").EnumerateArray().Select(v => (v.GetProperty("name").GetString(), v.GetProperty("numbers").GetProperty("requests").GetInt64())).Order(),
            (await StatementTests.AskAsync(client, sql)).Select(r => (r["variant"].GetString(), StatementTests.Number(r["requests"]))).Order());
        Assert.Contains("what it does depends on load", await client.GetStringAsync("/api/v1/compare?flag=new-payment&baseline=off&candidate=on", Stop), StringComparison.Ordinal);
    }

    /// <summary>40 minutes of more and more checkouts, every other in a new way, which takes twice as long in the busiest of them.</summary>
    private static IEnumerable<SentSpan> Growing(DateTimeOffset now)
    {
        var number = 0;
        for (var minute = 0; minute < 40; minute++)
        {
            for (var i = 0; i < 16 + (2 * minute); i++)
            {
                var isNew = i % 2 == 1;
                var trace = $"{++number:x32}";
                yield return new(trace, $"{number:x16}", null, "storefront", "1.0", "POST /checkout", 2, now.AddMinutes(minute - 45).AddMilliseconds(i * 500), TimeSpan.FromMilliseconds((isNew && minute >= 26 ? 80 : 40) + (i / 2 % 3) - 1))
                {
                    Attributes = new Dictionary<string, string> { ["http.route"] = "/checkout", ["feature_flag.key"] = "new-payment", ["feature_flag.result.variant"] = isNew ? "on" : "off" },
                };
            }
        }
    }
}
