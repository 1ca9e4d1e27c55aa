using System.Net;
using System.Net.Http.Headers;
using Upshot.Tests.Running;

namespace Upshot.Tests.Pages;

/// <summary>What pages answer to any client.</summary>
[Collection(PageTests.Name)]
public sealed class PageHttpTests(SmallShopServer shop)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/releases/1.1")]
    [InlineData("/nowhere")]
    public async Task A_page_lets_the_browser_load_from_this_server_only_and_run_no_inline_script(string address)
    {
        using var client = new HttpClient { BaseAddress = shop.Server.Address };
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_zipped_named_by_their_hash_and_kept_for_good()
    {
        using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = shop.Server.Address };
        var html = await client.GetStringAsync("/objectives/product-page-fast", TestContext.Current.CancellationToken);
        var addresses = System.Text.RegularExpressions.Regex.Matches(html, "\"(/assets/[^\"]+)\"").Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Equal(["icon.svg", "keys.js", "upshot.css"], addresses.Select(a => a.Split('/')[^1]).Order());
        foreach (var address in addresses)
        {
            using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        using var wrong = await client.GetAsync("/assets/000000000000/upshot.css", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_for_readers_and_a_problem_for_programs()
    {
        using var client = new HttpClient { BaseAddress = shop.Server.Address };
        using var page = await client.GetAsync("/releases/7.7", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains("There is no release &quot;7.7&quot;", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var problem = await client.GetAsync("/api/v1/nothing", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (problem.StatusCode, problem.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task With_a_token_pages_and_assets_ask_for_it()
    {
        const string token = "a-secret-of-the-team-0123456789";
        await using var server = await PageServer.StartAsync(token: token);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var refused = await client.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"me:{token}")));
        var html = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains("OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20", html, StringComparison.Ordinal);
        Assert.DoesNotContain(token, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tangled_trace_is_shown_whole_and_found()
    {
        await using var server = await PageServer.StartAsync();
        var now = DateTimeOffset.UtcNow.AddMinutes(-1);
        const string trace = "00000000000000000000000000c17c1e";
        TestSpan[] spans =
        [
            Span("00000000000000a1", "00000000000000a1", "own parent", 2),
            Span("00000000000000b1", "00000000000000b2", "circle one", 2),
            Span("00000000000000b2", "00000000000000b1", "circle two", 1),
            Span("00000000000000c1", "00000000000000ff", "root elsewhere", 2),
            Span("00000000000000d1", "00000000000000c1", "first try", 3) with { IsError = true },
            Span("00000000000000d1", "00000000000000c1", "second try", 3) with { Start = now.AddSeconds(2) },
            Span("00000000000000d1", "00000000000000c1", "answer", 2) with { Start = now.AddSeconds(2.1) },
        ];
        using var client = new HttpClient();
        using var content = new ByteArrayContent(TestSpan.Request("shop", "1.0", "a", spans));
        content.Headers.ContentType = new("application/json");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(server.Otlp, "/v1/traces"), content, TestContext.Current.CancellationToken)).StatusCode);
        var part = TestSpan.Request("other", "1.0", "b", [new("0000000000000000000000000000beef", "00000000000000e1", "00000000000000ff", "POST /part", 2, now, TimeSpan.FromMilliseconds(5))]);
        using var more = new ByteArrayContent(part);
        more.Headers.ContentType = new("application/json");
        await client.PostAsync(new Uri(server.Otlp, "/v1/traces"), more, TestContext.Current.CancellationToken);

        foreach (var id in new[] { trace, trace.TrimStart('0').ToUpperInvariant(), $"00-{trace}-00000000000000a1-01" })
        {
            using var page = await client.GetAsync(new Uri(server.Address, $"/traces/{id}"), TestContext.Current.CancellationToken);
            var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.All(spans, s => Assert.Contains($">{s.Name}<", html, StringComparison.Ordinal));
            Assert.Contains("It names itself as its parent.", html, StringComparison.Ordinal);
            Assert.Contains("a circle, shown from its earliest span", html, StringComparison.Ordinal);
            Assert.Contains("Its parent 00000000000000ff is not here", html, StringComparison.Ordinal);
        }

        var found = await client.GetStringAsync(new Uri(server.Address, "/traces"), TestContext.Current.CancellationToken);
        Assert.Contains(trace, found, StringComparison.Ordinal);
        Assert.Contains("POST /part", found, StringComparison.Ordinal);
        using var none = await client.GetAsync(new Uri(server.Address, "/traces/no-id"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);

        TestSpan Span(string id, string parent, string name, int kind) => new(trace, id, parent, name, kind, now, TimeSpan.FromSeconds(1));
    }
}
