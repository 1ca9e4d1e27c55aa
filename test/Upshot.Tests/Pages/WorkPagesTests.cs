using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Pages;

/// <summary>The pages that people work in, as any client gets them: without scripts.</summary>
public sealed partial class WorkPagesTests(SmallShopServer shop) : IClassFixture<SmallShopServer>, IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = shop.Server.Address };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_operation_answers_the_three_questions_by_version_and_over_time()
    {
        var html = await Get("/operations/product-page?since=30m");
        foreach (var said in new[] { "Are users experiencing latency?", "Which feature makes errors spike?", "How does cost follow traffic?", "service.version = 1.1", "By version", "Heat map", "1.1 of ", "440 requests from" })
        {
            Assert.Contains(said, html, StringComparison.Ordinal);
        }

        // What is drawn is what is counted.
        using var shown = JsonDocument.Parse(await Get("/api/v1/operations/product-page?since=30m"));
        Assert.Equal(440, shown.RootElement.GetProperty("now").GetProperty("requests").GetInt64());
        Assert.Equal(440, shown.RootElement.GetProperty("heat").GetProperty("columns").EnumerateArray().Sum(c => c.EnumerateArray().Sum(n => n.GetInt64())));
        Assert.Equal(440, shown.RootElement.GetProperty("stretches").EnumerateArray().Sum(s => s.GetProperty("numbers").GetProperty("requests").GetInt64()));
        Assert.Equal(["1.0", "1.1"], shown.RootElement.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("name").GetString()!).Order());
        Assert.Equal(220, JsonDocument.Parse(await Get("/api/v1/operations/product-page?since=30m&version=1.1")).RootElement.GetProperty("now").GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task A_release_of_one_service_is_judged_by_that_service_alone()
    {
        Assert.Contains("href=\"/releases/storefront/1.1\"", await Get("/releases/1.1"), StringComparison.Ordinal);
        var html = await Get("/releases/storefront/1.1");
        Assert.Contains("<h1>1.1 of storefront</h1>", html, StringComparison.Ordinal);
        Assert.Contains("Where the time went", html, StringComparison.Ordinal);
        using var unknown = await _client.GetAsync("/releases/nobody/1.1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("nobody was not seen with version 1.1; seen were ", await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Releases_are_marked_where_spans_and_logs_are_counted()
    {
        foreach (var page in new[] { "/explore?since=30m", "/explore?of=logs&since=30m" })
        {
            Assert.Contains("1.1 of ", await Get(page), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_differs_is_one_link_away_and_sums_to_the_whole()
    {
        var html = await Get("/operations/product-page?since=30m&against=2h..30m&show=differs");
        Assert.Contains("id=\"differs\"", html, StringComparison.Ordinal);
        Assert.Contains("There is no trace of product-page from", html, StringComparison.Ordinal);
        Assert.Contains("Self time of each call path", await Get("/operations/product-page?since=14m&show=differs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_link_keeps_the_time_and_the_part_that_is_shown()
    {
        foreach (var page in new[] { "/", "/operations", "/operations/checkout", "/explore", "/explore?of=logs", "/explore?of=metrics", "/map", "/runtime", $"/traces/{SmallShop.Failed}", "/improve", "/plan", "/traces", "/alerts", "/releases", "/search?q=checkout" })
        {
            var html = await Get(page + (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "since=2h&environment=any%26thing");
            var links = Links().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(l => l.StartsWith('/') && !l.StartsWith("/api", StringComparison.Ordinal) && !l.StartsWith("/assets", StringComparison.Ordinal) && !l.StartsWith("/theme", StringComparison.Ordinal) && !l.StartsWith("/prefer", StringComparison.Ordinal) && !l.StartsWith("/openapi", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(links);
            Assert.All(links, l => Assert.True(l.Contains("environment=any%26thing", StringComparison.Ordinal) && l.Contains("since=", StringComparison.Ordinal), $"{page} leads to {l}"));
        }
    }

    [Fact]
    public async Task A_link_to_this_time_shows_the_same_later()
    {
        var link = WebUtility.HtmlDecode(Regex.Match(await Get("/operations/checkout?since=30m"), "href=\"([^\"]+)\"[^>]*>Link to this time").Groups[1].Value);
        Assert.Matches(@"since=\d{4}-\d\d-\d\dT.*&until=\d{4}-\d\d-\d\dT", WebUtility.UrlDecode(link));
        Assert.Contains("requests from", await Get(link), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/alerts?since=1h", "/alerts?since=1h")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("", "/")]
    public async Task The_theme_is_chosen_and_leads_back_to_this_server_alone(string back, string target)
    {
        using var chosen = await _client.GetAsync($"/theme?to=dark&back={Uri.EscapeDataString(back)}", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, target), (chosen.StatusCode, chosen.Headers.Location!.OriginalString));
        var cookie = Assert.Single(chosen.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("upshot-theme=dark;", cookie, StringComparison.Ordinal);
        using var dark = new HttpRequestMessage(HttpMethod.Get, "/");
        dark.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Contains("data-theme=\"dark\"", await (await _client.SendAsync(dark, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("data-theme", await Get("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_tables_stand_their_data_as_JSON_and_CSV_and_a_command_that_prints_them()
    {
        foreach (var page in AccessTests.Addresses.Where(a => a is not "/nowhere" and not "/search?q=page" and not "/runbooks/pages.md"))
        {
            var html = await Get(page);
            var below = DataLinks().Matches(html).Select(m => m.Value).ToList();
            Assert.True(below.Count > 0, $"{page} leads to no data.");
            foreach (var block in below)
            {
                Assert.Matches("<code>upshot [a-z]", block);
                var data = Links().Matches(block).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToList();
                Assert.All(data, d => Assert.StartsWith("/api/v1/", d, StringComparison.Ordinal));
                foreach (var address in data)
                {
                    using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
                    Assert.True(answer.IsSuccessStatusCode, $"{page} leads to {address}, which answers {answer.StatusCode}.");
                    Assert.Equal(address.Contains("format=csv", StringComparison.Ordinal) ? "text/csv" : "application/json", answer.Content.Headers.ContentType!.MediaType);
                }
            }
        }
    }

    [Fact]
    public async Task Pages_are_compressed_and_small_unless_another_site_asks()
    {
        foreach (var page in new[] { "/", "/operations/product-page?since=30m&show=differs", "/releases/1.1", "/improve", "/plan", "/services", "/traces" })
        {
            var (bytes, encoding) = await Raw(page, null);
            Assert.Equal("br", encoding);
            Assert.InRange(bytes.Length, 500, 150_000);
            using var whole = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var text = new StreamReader(whole);
            Assert.InRange((await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Length, 1000, 500_000);
        }

        Assert.Null((await Raw("/", "cross-site")).Encoding);
    }

    [Fact]
    public async Task A_word_finds_what_is_named_so_and_an_id_its_trace()
    {
        using var trace = await _client.GetAsync($"/search?q={SmallShop.Failed}", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, $"/traces/{SmallShop.Failed}"), (trace.StatusCode, trace.Headers.Location!.OriginalString));
        var html = await Get("/search?q=page");
        Assert.Contains("href=\"/operations/product-page\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/objectives/product-page-fast\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/runbooks/pages.md\"", html, StringComparison.Ordinal);
        Assert.Contains("Nothing found", await Get("/search?q=%22%3E%3Cscript%3E"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", await Get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"), StringComparison.Ordinal);
        Assert.Contains("Find", await Get("/search"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_are_CSV_too()
    {
        var lines = (await Get("/api/v1/operations?format=csv&since=30m")).Split("\r\n");
        Assert.StartsWith("operation,description,owner,now.requests,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("product-page,A visitor looks at a product.,", StringComparison.Ordinal));
        Assert.Contains(SmallShop.Failed, await Get("/api/v1/traces?format=csv&failed=true"), StringComparison.Ordinal);
        foreach (var address in new[] { "/api/v1/status", "/api/v1/services", "/api/v1/releases", "/api/v1/rank", "/api/v1/ask/latency", "/api/v1/operations/checkout" })
        {
            Assert.DoesNotContain("{", (await Get(address + "?format=csv")).Split("\r\n")[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/operations/flying", "There is no operation")]
    [InlineData("/operations/checkout?since=yesterday", "is no moment")]
    [InlineData("/operations/checkout?since=1h&until=2h", "before it begins")]
    [InlineData("/operations/checkout?against=x", "is no time")]
    [InlineData("/flags/nothing", "declares no flag")]
    [InlineData("/runbooks/..%2f..%2fetc%2fpasswd", "has no runbook")]
    [InlineData("/incidents/none", "none")]
    public async Task A_mistaken_address_is_a_page_that_says_what_is_wrong(string address, string said)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(address.Contains('?', StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--release", "1.1", "regressed")]
    [InlineData("--period", "28d", "product-page-fast")]
    public async Task A_report_is_one_file_that_loads_nothing(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        var ended = await UpshotProgram.Run("report", option, value, "--out", folder["report.html"], "--server", shop.Server.Address.ToString());
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        var html = await File.ReadAllTextAsync(folder["report.html"], TestContext.Current.CancellationToken);
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Contains("--page: light-dark(", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("src=|<link|<script|href=\"(?!#)", html);
    }

    private async Task<string> Get(string address)
    {
        using var answer = await _client.GetAsync(address, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode} {text}");
        return text;
    }

    private async Task<(byte[] Bytes, string? Encoding)> Raw(string address, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept-Encoding", "gzip, deflate, br");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), answer.Content.Headers.ContentEncoding.FirstOrDefault());
    }

    [GeneratedRegex("<div class=\"data\">.*?</div>", RegexOptions.Singleline)]
    private static partial Regex DataLinks();

    [GeneratedRegex("href=\"([^\"#][^\"]*)\"")]
    private static partial Regex Links();
}
