using System.Net;
using System.Text;
using Upshot.Tests.Pages;

namespace Upshot.Tests.Server;

/// <summary>What a browser may send here for a page of somebody else, and what answers say to browsers.</summary>
[Collection(PageTests.Name)]
public sealed class CrossSiteTests(SmallShopServer shop)
{
    private static readonly HttpClient s_client = new();

    [Theory]
    [InlineData("/api/v1/releases", "Origin: https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/seal", "Origin: null", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/query", "Sec-Fetch-Site: cross-site", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/query", "Sec-Fetch-Site: same-site", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/query", "Sec-Fetch-Site: same-origin", HttpStatusCode.OK)]
    [InlineData("/api/v1/query", "Origin: {own}", HttpStatusCode.OK)]
    [InlineData("/api/v1/query", "X-Nothing: of this", HttpStatusCode.OK)]
    public async Task A_page_of_another_site_changes_nothing(string path, string header, HttpStatusCode status) =>
        Assert.Equal(status, (await Post(new Uri(shop.Server.Address, path), """{"sql":"SELECT 1","version":"9"}""", header)).StatusCode);

    [Theory]
    [InlineData("Origin: https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site: cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Host: evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host: localhost:4318", HttpStatusCode.OK)]
    public async Task Nor_does_it_send_telemetry(string header, HttpStatusCode status) =>
        Assert.Equal(status, (await Post(new Uri(shop.Server.Otlp, "/v1/traces"), """{"resourceSpans":[]}""", header)).StatusCode);

    [Fact]
    public async Task Every_answer_is_what_it_says_kept_nowhere_and_shown_to_no_other_site()
    {
        foreach (var path in new[] { "/api/v1/status", "/api/v1/nothing", "/api/v1/rollout", "/healthz", "/openapi/v1.json", "/" })
        {
            using var answer = await s_client.GetAsync(new Uri(shop.Server.Address, path), TestContext.Current.CancellationToken);
            Assert.Equal(("nosniff", "no-store", "same-origin"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.CacheControl?.ToString(), answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single()));
        }
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/api/v1/status", HttpStatusCode.OK)]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/api/v1/traces/0123", HttpStatusCode.NotFound)]
    public async Task HEAD_is_GET_without_a_body(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(shop.Server.Address, path));
        using var answer = await s_client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/api/v1/query", "{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/query", "", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/query", "[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/query", "sql=1", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/api/v1/query", "{}", "application/json", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/releases", """{"version":" "}""", "application/json", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/rollout", """{"signal":"nothing","stage":"on"}""", "application/json", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/keys", """{"name":"a","may":"dance"}""", "application/json", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/nothing", "{}", "application/json", HttpStatusCode.NotFound)]
    public async Task Mistakes_are_told_apart_and_each_is_a_sentence(string path, string body, string media, HttpStatusCode status)
    {
        using var content = new StringContent(body, Encoding.UTF8, media);
        using var answer = await s_client.PostAsync(new Uri(shop.Server.Address, path), content, TestContext.Current.CancellationToken);
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Post(Uri address, string body, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var (name, value) = (header.Split(": ")[0], header.Split(": ")[1].Replace("{own}", shop.Server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        request.Headers.TryAddWithoutValidation(name, value);
        return await s_client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
