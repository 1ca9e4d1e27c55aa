using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upshot.Tests.Pages;

/// <summary>What can be done from pages, by whom; the map and the runtime.</summary>
public sealed partial class ActingPagesTests(SmallShopServer shop) : IClassFixture<SmallShopServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silence_is_begun_and_ended_by_forms_and_stands_in_the_audit_log()
    {
        using var reader = Reader(shop.Server);
        var sent = await Send(reader, "/alerts", "/alerts/silence", ("alert", "checkout*"), ("for", "4h"), ("reason", "a <b>rehearsal</b>"), ("author", "Ann"));
        Assert.Equal((HttpStatusCode.SeeOther, "/alerts"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        var html = await reader.GetStringAsync("/alerts", Stop);
        Assert.Contains("by Ann: a &lt;b&gt;rehearsal&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("alert silence", await reader.GetStringAsync("/api/v1/audit", Stop), StringComparison.Ordinal);
        var id = Regex.Match(html, "name=\"id\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(reader, "/alerts", "/alerts/unsilence", ("id", id))).StatusCode);
        Assert.DoesNotContain("by Ann:", await reader.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_marked_on_charts()
    {
        using var reader = Reader(shop.Server);
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(reader, "/operations/checkout", "/notes", ("text", "Cache <emptied>"), ("author", "Ann"))).StatusCode);
        Assert.Contains("Cache &lt;emptied&gt;", await reader.GetStringAsync("/operations/checkout", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/alerts/silence", "for", "soon", "is no length of time")]
    [InlineData("/alerts/silence", "for", "99999d", "is no length of time")]
    [InlineData("/alerts/silence", "for", "9000d", "at most")]
    [InlineData("/alerts/acknowledge", "by", "Ann", "Nothing open is called")]
    [InlineData("/alerts/unsilence", "id", "nothing", "There is no silence")]
    [InlineData("/incidents/none/note", "text", "x", "none")]
    [InlineData("/notes", "text", "x", "needs the name")]
    public async Task What_a_form_says_wrongly_is_told_on_a_page(string action, string field, string value, string said)
    {
        using var reader = Reader(shop.Server);
        var sent = await Send(reader, "/alerts", action, (field, value));
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (sent.StatusCode, sent.Content.Headers.ContentType!.MediaType));
        Assert.Contains(said, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_sites_and_forms_without_the_pages_token_change_nothing()
    {
        using var reader = Reader(shop.Server);
        _ = await reader.GetStringAsync("/alerts", Stop);
        var fields = new Dictionary<string, string> { ["alert"] = "*", ["for"] = "4h", ["reason"] = "x", ["author"] = "x" };
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.PostAsync("/alerts/silence", new FormUrlEncodedContent(fields), Stop)).StatusCode);
        fields["form-token"] = new string('0', 32);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.PostAsync("/alerts/silence", new FormUrlEncodedContent(fields), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.PostAsJsonAsync("/alerts/silence", fields, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.PostAsync("/alerts/silence", new FormUrlEncodedContent(new Dictionary<string, string> { ["reason"] = new('x', 100_000) }), Stop)).StatusCode);
        using var crossing = new HttpRequestMessage(HttpMethod.Post, "/alerts/silence") { Content = new FormUrlEncodedContent(fields) };
        crossing.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync(crossing, Stop)).StatusCode);
        Assert.DoesNotContain("by x: x", await reader.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_reads_sees_no_form_and_may_send_none()
    {
        const string token = "a-secret-of-the-team-0123456789";
        await using var server = await PageServer.StartAsync(SmallShop.WritePlan, token);
        using var operating = Reader(server, token);
        Assert.Contains("action=\"/alerts/silence\"", await operating.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        using var made = await operating.PostAsJsonAsync("/api/v1/keys", new { name = "reader", may = "read" }, Stop);
        using var key = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop));
        using var reading = Reader(server, key.RootElement.GetProperty("key").GetString()!);
        Assert.DoesNotContain("method=\"post\"", await reading.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await reading.PostAsync("/alerts/silence", new FormUrlEncodedContent([]), Stop)).StatusCode);
    }

    [Fact]
    public async Task The_map_counts_calls_between_services()
    {
        using var reader = Reader(shop.Server);
        using var map = JsonDocument.Parse(await reader.GetStringAsync("/api/v1/map", Stop));
        var call = map.RootElement.GetProperty("calls").EnumerateArray().Single(c => c.GetProperty("caller").GetString() == "storefront");
        Assert.Equal(("checkout", 441), (call.GetProperty("callee").GetString(), (int)call.GetProperty("calls").GetDouble()));
        var html = await reader.GetStringAsync("/map", Stop);
        Assert.Contains("class=\"node service\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>window", html, StringComparison.Ordinal);
        Assert.Contains("checkout", await reader.GetStringAsync("/map?service=checkout", Stop), StringComparison.Ordinal);
        Assert.Contains("No call was stored", await reader.GetStringAsync("/map?since=2020-01-01&until=2020-01-02", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_runtime_is_shown_beside_latency_and_a_correlation_is_called_one()
    {
        using var reader = Reader(shop.Server);
        var html = await reader.GetStringAsync("/runtime", Stop);
        foreach (var said in new[] { "Queues", "dotnet.thread_pool.queue.length", "Memory", "checkout-one", "MiB" })
        {
            Assert.Contains(said, html, StringComparison.Ordinal);
        }

        Assert.Contains("cannot be told", html, StringComparison.Ordinal);
        Assert.Contains("Nothing came in this time", await reader.GetStringAsync("/runtime?service=never", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_is_told_by_role_and_open_pages_are_told_of_news()
    {
        using var reader = Reader(shop.Server);
        foreach (var (role, said) in new[] { ("product", "Why it is promised"), ("developer", "What to improve"), ("oncall", "Alerts"), ("platform", "Runtime") })
        {
            Assert.Contains(said, await reader.GetStringAsync($"/?role={role}", Stop), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await reader.GetAsync("/?role=king", Stop)).StatusCode);
        using var live = await reader.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal("text/event-stream", live.Content.Headers.ContentType!.MediaType);
        using var events = new StreamReader(await live.Content.ReadAsStreamAsync(Stop));
        Assert.StartsWith("retry:", await events.ReadLineAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("/live.js", await reader.GetStringAsync("/prefer?live=on&back=/alerts", Stop), StringComparison.Ordinal);
        Assert.Contains("/local.js", await reader.GetStringAsync("/prefer?time=local&back=/alerts", Stop), StringComparison.Ordinal);
    }

    private static HttpClient Reader(PageServer server, string? key = null)
    {
        var reader = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = server.Address };
        if (key is not null)
        {
            reader.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return reader;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient reader, string page, string action, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await reader.GetStringAsync(page, Stop)).Groups[1].Value;
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var sender = new HttpClient(handler) { BaseAddress = reader.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("form-token", token), KeyValuePair.Create("back", page)]) };
        request.Headers.Add("Cookie", $"upshot-form={token}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await sender.SendAsync(request, Stop);
    }

    [GeneratedRegex("name=\"form-token\" value=\"([0-9a-f]{32})\"")]
    private static partial Regex Token();
}
