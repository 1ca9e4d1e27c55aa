using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upshot.Tests.Pages;

/// <summary>Stored spans, log records and metrics, looked for from pages and through the API; and a trace with what belongs to it.</summary>
public sealed class ExplorePagesTests(SmallShopServer shop) : IClassFixture<SmallShopServer>, IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = shop.Server.Address };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Spans_are_counted_over_time_and_by_value()
    {
        using var summary = JsonDocument.Parse(await Get("/api/v1/spans/summary?service=storefront&by=http.route"));
        var routes = FieldOf(summary, "http.route");
        Assert.Equal([("/checkout", 441), ("/products/{id}", 440)], routes);
        Assert.Equal(summary.RootElement.GetProperty("records").GetInt64(), summary.RootElement.GetProperty("steps").EnumerateArray().Sum(s => s.GetProperty("records").GetInt64()));
        var html = await Get("/explore?by=http.route");
        Assert.Contains("href=\"/explore?by=http.route&amp;where=http.route%3D%2Fcheckout\"", html, StringComparison.Ordinal);
        Assert.Contains("upshot query", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_filter_takes_away_what_it_says()
    {
        Assert.Equal(441, await Spans("where=http.route%3D%2Fcheckout"));
        Assert.Equal(221, await Spans("where=http.route%3D%2Fcheckout&version=1.1"));
        Assert.Equal(0, await Spans("where=http.route%3D%2Fcheckout&where=db.query.text"));
        Assert.Equal(441, await Spans("operation=checkout"));
        Assert.Equal(441, await Spans("name=POST+%2Forders"));
        Assert.Equal(882, await Spans("text=post+%2F&since=1h") - await Spans("text=post+%2Fpart"));
        Assert.Equal(0, await Spans("atleast=10000"));
        Assert.Equal(await Spans("service=checkout"), await Spans("service=checkout&atleast=20") + await Spans("service=checkout&below=20"));
        Assert.True(await Spans("failed=true&operation=checkout") is > 5 and < 60);
        Assert.Equal(1, await Count("logs", "text=DECLINED"));
        Assert.Equal(2, await Count("logs", "text=order&severity=info"));
        Assert.Equal(0, await Count("logs", "text=order&severity=error"));
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended()
    {
        var seen = new List<string>();
        var next = "";
        do
        {
            using var page = JsonDocument.Parse(await Get($"/api/v1/spans?operation=checkout&limit=100&after={next}&until={Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O"))}&since=1h"));
            seen.AddRange(page.RootElement.GetProperty("spans").EnumerateArray().Select(s => s.GetProperty("spanId").GetString()!));
            next = page.RootElement.GetProperty("next").GetString()!;
        }
        while (next.Length > 0);
        Assert.Equal((441, 441), (seen.Count, seen.Distinct().Count()));
        Assert.Contains("rel=\"next\"", await Get("/explore"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_counter_that_begins_anew_loses_nothing_and_quantiles_come_from_buckets()
    {
        using var orders = JsonDocument.Parse(await Get("/api/v1/metrics/series?metric=orders.placed&since=1h"));
        var group = Assert.Single(orders.RootElement.GetProperty("groups").EnumerateArray());
        var perSecond = group.GetProperty("whole").GetProperty("perSecond").GetDouble();

        // 90 before, 90 after, over the hour and the minute that follows it.
        Assert.Equal(180, perSecond * 3660, 3.0);
        Assert.Equal(1, group.GetProperty("resets").GetInt32());
        using var payment = JsonDocument.Parse(await Get("/api/v1/metrics/series?metric=payment.duration&by=service"));
        var whole = payment.RootElement.GetProperty("groups")[0].GetProperty("whole");
        Assert.Equal("checkout", payment.RootElement.GetProperty("groups")[0].GetProperty("group").GetString());
        Assert.Equal((0.05, 0.1), (whole.GetProperty("mean").GetDouble(), Math.Round(whole.GetProperty("p50").GetDouble() / 0.5555555, 3)));
        Assert.InRange(whole.GetProperty("p95").GetDouble(), 0.1, 0.2);
        Assert.Contains("95th percentile", Regex.Replace(await Get("/explore?of=metrics&metric=payment.duration&by=service"), "Quantiles", "95th percentile"), StringComparison.Ordinal);
        Assert.Contains("No point of never came", await Get("/explore?of=metrics&metric=never"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_shows_its_logs_opens_a_span_and_is_compared()
    {
        var html = await Get($"/traces/{SmallShop.Failed}?with=median&span=1");
        Assert.Contains(SmallShopRecords.Declined, html, StringComparison.Ordinal);
        Assert.Contains("id=\"panel\"", html, StringComparison.Ordinal);
        Assert.Contains("from version 1.0, the baseline", html, StringComparison.Ordinal);
        Assert.Contains("1 span has it", Regex.Replace(await Get($"/traces/{SmallShop.Failed}?find=PAYMENT"), "<[^>]+>", ""), StringComparison.Ordinal);
        var closed = await Get($"/traces/{SmallShop.Failed}?closed=1");
        Assert.Contains("POST /orders", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("authorize payment", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("POST /orders", await Get($"/traces/{SmallShop.Failed}?depth=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_of_the_heat_map_is_told_from_the_rest()
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        using var found = JsonDocument.Parse(await Get($"/api/v1/operations/product-page/region?region={from}~{to}~30~"));
        Assert.StartsWith("Of 220 selected requests 100 % have service.version = 1.1, of 220 others 0 %.", found.RootElement.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        var html = await Get($"/operations/product-page?region={from}~{to}~30~");
        Assert.Contains("service.version = 1.1", html, StringComparison.Ordinal);
        Assert.Contains("class=\"region\"", html, StringComparison.Ordinal);

        // The form says the same in four fields.
        Assert.Contains("Of 220 selected", await Get("/operations/product-page?r-from=30m&r-to=now&r-atleast=30"), StringComparison.Ordinal);
        Assert.Contains("No stored trace lies in the region", await Get($"/operations/product-page?region={from}~{to}~90000~"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/explore?of=x", "is none of spans")]
    [InlineData("/explore?atleast=many", "Write milliseconds")]
    [InlineData("/explore?atleast=1e400", "Write milliseconds")]
    [InlineData("/explore?where==1", "names no attribute")]
    [InlineData("/explore?after=1.x", "is no place")]
    [InlineData("/explore?of=logs&severity=77", "is none")]
    [InlineData("/explore?limit=0", "no number")]
    [InlineData("/explore?failed=maybe", "neither true nor false")]
    [InlineData("/explore?text=%00", "NUL")]
    [InlineData("/explore?trace=zz", "is not the id")]
    [InlineData("/explore?since=1h&since=2h", "is no moment")]
    [InlineData("/api/v1/metrics/series", "Which metric?")]
    [InlineData("/operations/checkout?region=zz", "The region is none")]
    [InlineData("/operations/checkout?r-atleast=x", "The region is none")]
    [InlineData($"/traces/{SmallShop.Failed}?span=-1", "is no number")]
    [InlineData($"/traces/{SmallShop.Failed}?closed=1,x", "is no number")]
    public async Task What_cannot_be_read_is_refused_with_a_remedy(string address, string said)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_records_are_shown_and_do_nothing()
    {
        foreach (var page in new[] { "/explore?by=http.route", "/explore?of=logs", $"/traces/{SmallShop.HostileTrace}?span=0&with=median", $"/explore?where={Uri.EscapeDataString($"http.route={SmallShop.HostileValue}")}", $"/explore?text={Uri.EscapeDataString(SmallShop.HostileSpan)}&by={Uri.EscapeDataString("\"'); DROP TABLE spans; --")}" })
        {
            var html = await Get(page);
            Assert.DoesNotContain("<script>window", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<svg onload", html, StringComparison.Ordinal);
            Assert.InRange(html.Length, 1000, 500_000);
        }
    }

    [Theory]
    [InlineData("/explore?by=a%5C&where=%5C=1&where=%22%5C%22&where=~/x")]
    [InlineData("/explore?of=metrics&metric=orders.placed&by=%5C&where=%22")]
    [InlineData("/operations?service=%00&environment=%00")]
    [InlineData("/traces?version=%00&operation=%00")]
    [InlineData("/explore?since=0001-01-01")]
    [InlineData("/explore?until=9999-12-31")]
    [InlineData("/explore?since=1h&until=9999-12-31")]
    [InlineData("/operations/product-page?until=0001-01-01T00:00Z")]
    [InlineData("/improve?since=1h&until=9999-12-31T23:59:59Z")]
    [InlineData("/map?since=0001-01-01")]
    [InlineData("/runtime?since=28d&service=%27%22%5C")]
    [InlineData("/explore?after=9223372036854775807.0")]
    [InlineData("/operations/checkout?region=0~8999999999~~")]
    public async Task What_is_strange_and_can_be_read_is_answered(string address) => Assert.InRange((await Get(address)).Length, 1000, 500_000);

    private Task<long> Spans(string query) => Count("spans", query);

    private async Task<long> Count(string of, string query) => JsonDocument.Parse(await Get($"/api/v1/{of}/summary?{query}")).RootElement.GetProperty("records").GetInt64();

    private static List<(string, int)> FieldOf(JsonDocument summary, string field) => [.. summary.RootElement.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("field").GetString() == field)
        .GetProperty("values").EnumerateArray().Select(v => (v.GetProperty("value").GetString()!, v.GetProperty("records").GetInt32())).OrderBy(v => v.Item1, StringComparer.Ordinal)];

    private async Task<string> Get(string address)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode} {text}");
        return text;
    }
}
