using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upshot.Tests.Pages;

/// <summary>The SQL below tables and charts: it can be asked, and answers what the page shows.</summary>
public sealed partial class StatementTests(SmallShopServer shop) : IClassFixture<SmallShopServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = shop.Server.Address };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages =>
    [
        .. AccessTests.Addresses.Where(a => a is not ("/nowhere" or "/search?q=page" or "/runbooks/pages.md")),
        $"/traces/{SmallShop.Failed}?with=median", "/runtime?service=checkout", "/explore?of=logs&text=the%20%22bank%27s%07%22&by=card.kind",
        "/explore?where=http.route=/checkout&by=http.route&atleast=1&below=1000", "/operations/checkout?region=1000000~8999999999~20~", "/traces?operation=checkout&only=failed&order=slowest&atleast=10",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_table_and_chart_says_how_it_is_asked_in_SQL_or_why_not(string page)
    {
        var blocks = Blocks(await _client.GetStringAsync(page, Stop));
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var statements = Statements(block);
            Assert.True(statements.Count > 0 || block.Contains("No statement gives it", StringComparison.Ordinal), block);
            foreach (var sql in statements)
            {
                _ = await AskAsync(sql);
            }
        }
    }

    [Fact]
    public async Task Statements_give_the_numbers_of_their_page()
    {
        var status = await JsonAsync("/api/v1/status");
        Assert.Equal(
            status.GetProperty("objectives").EnumerateArray().Select(o => (o.GetProperty("objective").GetString(), o.GetProperty("good").GetInt64(), o.GetProperty("total").GetInt64())).Order(),
            (await RowsAsync("/")).Select(r => (r["objective"].GetString(), Number(r["good"]), Number(r["total"]))).Order());

        var history = await JsonAsync("/api/v1/objectives/product-page-fast/history?since=1h");
        Assert.Equal(
            history.GetProperty("stretches").EnumerateArray().Sum(s => s.GetProperty("total").GetInt64()), (await RowsAsync("/objectives/product-page-fast?since=1h")).Sum(r => Number(r["total"])));

        var operations = await JsonAsync("/api/v1/operations?since=40m");
        Assert.Equal(
            operations.EnumerateArray().Select(o => (o.GetProperty("operation").GetString(), Requests: o.GetProperty("now").GetProperty("requests").GetInt64(), o.GetProperty("now").GetProperty("errors").GetInt64())).Where(o => o.Requests > 0).Order(),
            (await RowsAsync("/operations?since=40m")).Select(r => (r["operation"].GetString(), Number(r["requests"]), Number(r["failed"]))).Order());

        var services = await JsonAsync("/api/v1/services");
        Assert.Equal(
            services.EnumerateArray().SelectMany(s => s.GetProperty("routes").EnumerateArray().Select(r => (s.GetProperty("service").GetString(), r.GetProperty("route").GetString(), r.GetProperty("requests").GetInt64()))).Order(),
            (await RowsAsync("/services")).Select(r => (r["service"].GetString(), r["route"].GetString(), Number(r["requests"]))).Order());
    }

    [Fact]
    public async Task Statements_about_spans_give_the_rows_of_their_page()
    {
        var map = await JsonAsync("/api/v1/map?since=40m");
        Assert.Equal(
            map.GetProperty("calls").EnumerateArray().Select(c => (c.GetProperty("caller").GetString(), c.GetProperty("callee").GetString(), c.GetProperty("calls").GetDouble())).Order(),
            (await RowsAsync("/map?since=40m")).Select(r => (r["caller"].GetString(), r["callee"].GetString(), r["calls"].GetDouble())).Order());

        var traces = await JsonAsync("/api/v1/traces?operation=checkout&failed=true&order=slowest&since=24h&limit=50");
        Assert.Equal(
            traces.GetProperty("traces").EnumerateArray().Select(t => t.GetProperty("traceId").GetString()), (await RowsAsync("/traces?operation=checkout&only=failed&order=slowest&since=24h")).Select(r => r["trace_id"].GetString()));

        var operation = await JsonAsync("/api/v1/operations/checkout?since=40m");
        var page = await StatementsOfAsync("/operations/checkout?since=40m");
        var heat = await AskAsync(page.Single(s => s.Contains("half_octave", StringComparison.Ordinal)));
        Assert.Equal(operation.GetProperty("heat").GetProperty("columns").EnumerateArray().Sum(c => c.EnumerateArray().Sum(n => n.GetInt64())), heat.Sum(r => Number(r["requests"])));
        var steps = await AskAsync(page.Single(s => s.Contains("AS \"from\", sum(requests)", StringComparison.Ordinal)));
        Assert.Equal(operation.GetProperty("stretches").EnumerateArray().Select(s => s.GetProperty("numbers").GetProperty("requests").GetInt64()).Where(n => n > 0), steps.Select(r => Number(r["requests"])));

        var metrics = await JsonAsync("/api/v1/metrics?since=40m");
        Assert.Equal(
            metrics.EnumerateArray().Select(m => (m.GetProperty("name").GetString(), m.GetProperty("points").GetInt64())).Order(),
            (await AskAsync((await StatementsOfAsync("/explore?of=metrics&since=40m"))[^1])).Select(r => (r["name"].GetString(), Number(r["points"]))).Order());
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> JsonAsync(string address) => (await _client.GetFromJsonAsync<JsonElement>(address, Stop)).Clone();

    private async Task<IReadOnlyList<Dictionary<string, JsonElement>>> RowsAsync(string page) => await AskAsync((await StatementsOfAsync(page))[0]);

    private async Task<IReadOnlyList<string>> StatementsOfAsync(string page) => [.. Blocks(await _client.GetStringAsync(page, Stop)).SelectMany(Statements)];

    private Task<IReadOnlyList<Dictionary<string, JsonElement>>> AskAsync(string sql) => AskAsync(_client, sql);

    internal static async Task<IReadOnlyList<Dictionary<string, JsonElement>>> AskAsync(HttpClient client, string sql)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/query", new { sql }, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{said}\n{sql}");
        using var document = JsonDocument.Parse(said);
        Assert.False(document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String, said);
        var columns = document.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select((v, i) => (columns[i], v.Clone())).ToDictionary(p => p.Item1, p => p.Item2))];
    }

    // Integers beyond a double's are texts.
    internal static long Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetInt64();

    internal static List<string> Blocks(string html) => [.. DataBlock().Matches(html).Select(m => m.Value)];

    /// <summary>As a shell reads them.</summary>
    internal static IReadOnlyList<string> Statements(string block) => [.. Query().Matches(block).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Select(t => t[0] == '"' ? t[1..^1] : t[1..^1].Replace("'\\''", "'", StringComparison.Ordinal))];

    [GeneratedRegex("<div class=\"data\">.*?</div>", RegexOptions.Singleline)]
    private static partial Regex DataBlock();

    [GeneratedRegex("<pre tabindex=\"0\"><code>upshot query (.*?)</code></pre>", RegexOptions.Singleline)]
    private static partial Regex Query();
}
