using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>A checkout of 24 minutes: in the second half a query is asked for six times instead of once, and half of the requests with a new flag fail.</summary>
public sealed class AskedServer : IAsyncLifetime
{
    private const string Plan = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          checkout:
            owner: team
            entry: { service: shop, method: GET, route: /checkout }

        """;

    private readonly TemporaryFolder _folder = new();

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>The time in which all is slower: the tests may run a while after it was sent.</summary>
    internal string Since { get; private set; } = "";

    internal string Until { get; private set; } = "";

    internal Task<Ended> Ask(params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", Server.Http.ToString()]);

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["plan"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "upshot.yaml"), Plan);
        Server = await RunningServer.Start(_folder["data"], _folder["plan"]);
        var random = new Random(3);
        var now = DateTimeOffset.UtcNow;
        var start = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(-24);
        (Since, Until) = (start.AddMinutes(12).ToString("u", CultureInfo.InvariantCulture), start.AddMinutes(24).ToString("u", CultureInfo.InvariantCulture));
        for (var minute = 0; minute < 24; minute++)
        {
            var requests = 12 + (minute % 8 * 8);
            var spans = Enumerable.Range(0, requests).SelectMany(i => Request(random, start.AddMinutes(minute).AddSeconds(58.0 * i / requests), minute >= 12)).ToList();
            Assert.Equal(HttpStatusCode.OK, await Post("v1/traces", new { resourceSpans = new[] { new { resource = Resource, scopeSpans = new[] { new { spans } } } } }));
            var point = new { timeUnixNano = Nanos(start.AddMinutes(minute).AddSeconds(30)), asDouble = requests / 60.0 * 0.01 * (0.98 + (0.04 * random.NextDouble())) };
            Assert.Equal(HttpStatusCode.OK, await Post("v1/metrics", new { resourceMetrics = new[] { new { resource = Resource, scopeMetrics = new[] { new { metrics = new[] { new { name = "process.cpu.utilization", unit = "1", gauge = new { dataPoints = new[] { point } } } } } } } } }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static object Resource => new { attributes = new[] { Text("service.name", "shop"), Text("service.version", "1.0"), Text("service.instance.id", "shop-1") } };

    private async Task<HttpStatusCode> Post(string path, object body)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(Server.OtlpHttp, path), new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static IEnumerable<object> Request(Random random, DateTimeOffset at, bool isChanged)
    {
        var (trace, root) = ($"{random.NextInt64():x16}{random.NextInt64(1, long.MaxValue):x16}", $"{random.NextInt64(1, long.MaxValue):x16}");
        var isOn = random.Next(2) == 0;
        var fails = isChanged && isOn && random.Next(2) == 0;
        var end = at.AddMilliseconds(10 + random.NextDouble());
        var spans = new List<object>();
        for (var query = 0; query < (isChanged ? 6 : 1); query++)
        {
            var took = 5 + random.NextDouble();
            spans.Add(Span(trace, root, "SELECT items", 3, end, took, fails && query == 0, fails && query == 0 ? [Text("error.type", "Timeout")] : []));
            end = end.AddMilliseconds(took);
        }

        spans.Add(Span(trace, "", "GET /checkout", 2, at, (end - at).TotalMilliseconds, fails, [Text("http.route", "/checkout"), Text("http.request.method", "GET"), Text("feature_flag.key", "newpay"), Text("feature_flag.result.variant", isOn ? "on" : "off")], root));
        return spans;

        object Span(string traceId, string parent, string name, int kind, DateTimeOffset from, double millis, bool isError, object[] attributes, string? id = null) => new
        {
            traceId,
            spanId = id ?? $"{random.NextInt64(1, long.MaxValue):x16}",
            parentSpanId = parent,
            name,
            kind,
            startTimeUnixNano = Nanos(from),
            endTimeUnixNano = Nanos(from.AddMilliseconds(millis)),
            attributes,
            status = new { code = isError ? 2 : 0 },
        };
    }

    private static string Nanos(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private static object Text(string key, string text) => new { key, value = new { stringValue = text } };
}

public sealed class AskTests(AskedServer asked) : IClassFixture<AskedServer>
{
    [Fact]
    public async Task Errors_are_told_by_the_flag_that_divides_them()
    {
        var finding = (await Json("ask", "errors", "--since", asked.Since, "--until", asked.Until)).GetProperty("findings")[0];
        Assert.Equal("on", finding.GetProperty("where").GetProperty("feature_flag.newpay").GetString());
        Assert.Equal("Timeout", finding.GetProperty("errorType").GetString());
        Assert.Equal("[shop] SELECT items", finding.GetProperty("path").EnumerateArray().Last().GetString());
        Assert.InRange(finding.GetProperty("now").GetDouble(), 0.18, 0.32);
        Assert.Contains("feature_flag.newpay = on", (await asked.Ask("ask", "errors", "--since", asked.Since, "--until", asked.Until)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_is_told_by_the_path_that_takes_longer()
    {
        var answer = await Json("ask", "latency", "--since", asked.Since, "--until", asked.Until);
        Assert.Equal("[shop] SELECT items", answer.GetProperty("findings")[0].GetProperty("path").EnumerateArray().Last().GetString());
    }

    [Fact]
    public async Task Cost_is_told_by_its_exponent()
    {
        var cost = (await Json("ask", "cost", "--since", "30m")).GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("measure").GetString() == "process.cpu.utilization").GetProperty("cost");
        Assert.Equal("linear", cost.GetProperty("kind").GetString());
        Assert.InRange(cost.GetProperty("exponent").GetProperty("value").GetDouble(), 0.9, 1.1);
        Assert.Equal("cannotBeTold", (await Json("ask", "cost", "--since", "4m")).GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("cost").GetProperty("kind").GetString()).Distinct().Single());
    }

    [Fact]
    public async Task Two_times_are_explained_with_kinds_and_failures()
    {
        var explanation = await Json("explain", "--operation", "checkout", "--since", asked.Since, "--until", asked.Until);
        var cause = explanation.GetProperty("causes")[0];
        Assert.Equal(("moreCalls", "[shop] SELECT items"), (cause.GetProperty("kind").GetString(), cause.GetProperty("path").EnumerateArray().Last().GetString()));
        Assert.InRange(cause.GetProperty("millis").GetDouble(), 25, 30);
        Assert.Equal("Timeout", explanation.GetProperty("failures").GetProperty("errorType").GetString());
        Assert.Contains("more calls", (await asked.Ask("explain", "--operation", "checkout", "--since", asked.Since, "--until", asked.Until, "--by", "flag")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_repeated_query_is_the_first_thing_to_improve_and_what_if_says_the_same()
    {
        var first = (await Json("rank", "--since", "11m")).GetProperty("improvements")[0];
        Assert.Equal(("batch", "shop GET /checkout > shop SELECT items"), (first.GetProperty("kind").GetString(), first.GetProperty("path").GetString()));
        Assert.Contains("hypothesis:", first.GetProperty("release").GetString(), StringComparison.Ordinal);
        var predicted = await Json("what-if", "--operation", "checkout", "--since", "11m", "--path", "[shop] GET /checkout > [shop] SELECT items", "--batch", "--release", "1.0");
        // Eleven minutes ago is a moment later in the second question.
        Assert.Equal(first.GetProperty("prediction").GetProperty("afterMillis").GetProperty("value").GetDouble(), predicted.GetProperty("prediction").GetProperty("afterMillis").GetProperty("value").GetDouble(), 0.1);
        Assert.InRange(predicted.GetProperty("prediction").GetProperty("meanAfterMillis").GetProperty("value").GetDouble(), 15.5, 17.5);
    }

    [Theory]
    [InlineData("ask latency --since never", "--since \"never\" is no moment.")]
    [InlineData("ask errors --since 1h --until 2h", "The time ends")]
    [InlineData("ask errors --operation nothing", "There is no operation \"nothing\".")]
    [InlineData("ask errors --against yesterday", "--against \"yesterday\" is no time.")]
    [InlineData("explain 1.0 --operation checkout", "Give two versions")]
    [InlineData("explain --operation checkout --since 3d --until 2d", "There is no trace of checkout")]
    [InlineData("what-if --operation checkout --faster 30%", "--faster stands before a --path.")]
    [InlineData("what-if --operation checkout", "There is no change to predict.")]
    [InlineData("what-if --operation checkout --path nowhere --faster 30%", "No call of checkout is changed")]
    [InlineData("what-if --operation checkout --path x --faster 300%", "--faster takes a share")]
    [InlineData("what-if --operation checkout --path x --faster 30% --release 9", "There is no trace of checkout by version \"9\"")]
    [InlineData("rank --objective nothing", "There is no objective \"nothing\".")]
    public async Task What_cannot_be_answered_says_why_and_what_to_do(string command, string error)
    {
        var ended = await asked.Ask(command.Split(' '));
        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.StartsWith(error, ended.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> Json(params string[] command)
    {
        var ended = await asked.Ask([.. command, "--format", "json"]);
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        return JsonDocument.Parse(ended.Output).RootElement;
    }
}
