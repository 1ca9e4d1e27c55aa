using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Upshot.Observe.Receive;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>One channel: what cannot be used as it was sent is told to its sender, counted in <c>/metrics</c>, and stands on the Services page and in <c>upshot status</c>.</summary>
public sealed class SaidTests
{
    private static readonly HttpClient s_client = new();
    private static readonly long s_now = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000) * 1_000_000;
    private static int s_ids = 1;

    /// <summary>What takes more than a request to bring about, below; busy and unavailable are noted in NoticeTests, and nearly two million spans of ten minutes are not sent by a test.</summary>
    private static readonly string[] s_elsewhere = ["too_many_routes", "too_slow", "busy", "unavailable", "repeats_forgotten"];

    private static readonly (string Reason, string Path, string Type, string Encoding, Func<string> Body, string Said)[] s_cases =
    [
        Spans("refused", "a trace id is not 16 bytes", Span(("traceId", ""))),
        Spans("refused", "a span id is not 8 bytes", Span(("spanId", "ab"))),
        Spans("clock_ahead", "dated 2 hours ahead", Span(("startTimeUnixNano", Time(7_200)), ("endTimeUnixNano", Time(7_201)))),
        Spans("older_than_kept", "older than the plan keeps", Span(("startTimeUnixNano", Time(-400 * 86_400)), ("endTimeUnixNano", Time(-400 * 86_400)))),
        Spans("wrong_time_unit", "was dated in 1970", Span(("startTimeUnixNano", $"{s_now / 1_000_000}"), ("endTimeUnixNano", $"{s_now / 1_000_000}"))),
        Spans("no_duration", "ends before it starts", Span(("endTimeUnixNano", ulong.MaxValue.ToString(CultureInfo.InvariantCulture)))),
        Spans("weight_not_believed", "counts once", Span(("traceState", "ot=th:ffffffffffffff"))),
        Spans("name_cut", "beyond 1 KiB", Span(("name", new string('n', 2_000)))),
        Spans("value_cut", "beyond 64 KiB", Span(("attributes", new[] { Attribute("a", new string('v', 70_000)) }))),
        Spans("attribute_twice", "the last one counts", Span(("attributes", new[] { Attribute("a", "1"), Attribute("a", "2") }))),
        Spans("too_many_values", "(other)", [.. Enumerable.Range(0, 5).SelectMany(i => Span(("attributes", new[] { Attribute("shop.kind", $"{i}") })))]),
        Spans("same_ids", "another start", [.. Span(("traceId", $"{77:x32}"), ("spanId", $"{77:x16}")), .. Span(("traceId", $"{77:x32}"), ("spanId", $"{77:x16}"), ("startTimeUnixNano", Time(-5)))]),
        Spans("repeated", "counted once", [.. Span(("traceId", $"{78:x32}"), ("spanId", $"{78:x16}")), .. Span(("traceId", $"{78:x32}"), ("spanId", $"{78:x16}"))]),
        new("other_signal", "/v1/logs", "application/x-protobuf", "", () => ProtobufOfASpan, "These look like spans"),
        new("no_otlp", "/v1/traces", "application/json", "", () => """{"spans":[]}""", "Nothing in this request is known here"),
        new("encoding_not_spoken", "/v1/traces", "application/json", "snappy", () => "{}", "The Content-Encoding is snappy"),
        new("invalid", "/v1/metrics", "application/json", "", () => "{\"resourceMetrics\":[", "the body ends at byte 20"),
        new("media_type_not_spoken", "/v1/traces", "text/xml", "", () => "<x/>", "The Content-Type is text/xml"),
        new("unknown_path", "/v1/trace", "application/json", "", () => "{}", "and not at /v1/trace"),
        new("too_large", "/v1/traces", "application/json", "gzip", () => new string(' ', (64 << 20) + 1), "larger than"),
    ];

    /// <summary>A request of one span, of bytes that are text.</summary>
    private static string ProtobufOfASpan => "\n,\u0012*\u0012(" + "\n\u0010" + new string('\u0001', 16) + "\u0012\b" + new string('\u0002', 8) + "*\u0001x" + "9" + new string('\u0001', 8);

    [Fact]
    public async Task Whatever_is_not_used_as_it_was_sent_is_said_in_four_places()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(Path.Combine(folder.Path, "data"), Plan(folder));
        var told = new List<string>();
        foreach (var sent in s_cases)
        {
            told.Add(await Send(server, sent.Path, sent.Type, sent.Encoding, sent.Body()));
        }

        await IsSaid(server, [.. s_cases.Zip(told, (sent, answer) => (sent.Reason, sent.Said, answer))]);
    }

    [Fact]
    public async Task A_body_that_trickles_is_said_to_have_been_too_slow()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(Path.Combine(folder.Path, "data"), Plan(folder));
        using var sender = new TcpClient();
        await sender.ConnectAsync(server.OtlpHttp.Host, server.OtlpHttp.Port, TestContext.Current.CancellationToken);
        await sender.GetStream().WriteAsync("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"u8.ToArray(), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(sender.GetStream());
        await IsSaid(server, [("too_slow", "bytes a second", await answer.ReadToEndAsync(TestContext.Current.CancellationToken))]);
    }

    [Fact]
    public async Task Routes_beyond_what_is_counted_at_once_are_said()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(Path.Combine(folder.Path, "data"), Plan(folder), new Dictionary<string, string> { ["UPSHOT_GENERATION_RECORDS"] = "200000" });
        var (reason, path, type, encoding, body, said) = Spans("too_many_routes", "100,000 services, instances and routes", [.. Enumerable.Range(0, 100_005).SelectMany(i => Span(("name", $"GET /{i}")))]);
        await IsSaid(server, [(reason, said, await Send(server, path, type, encoding, body()))]);
    }

    private static async Task IsSaid(RunningServer server, IReadOnlyList<(string Reason, string Said, string Answer)> all)
    {
        var metrics = await (await server.Get("/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = System.Net.WebUtility.HtmlDecode(await (await server.Get("/services")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var status = (await UpshotProgram.Run(["status", "--server", server.Http.ToString()])).Output;
        foreach (var (reason, said, answer) in all)
        {
            Assert.True(answer.Contains(said, StringComparison.Ordinal), $"{reason}: the sender was told {answer}");
            Assert.True(page.Contains(said, StringComparison.Ordinal), $"{reason}: the page does not say {said}");
            Assert.True(status.Contains(said, StringComparison.Ordinal), $"{reason}: status does not say {said}: {status}");
            Assert.True(metrics.Contains($"upshot_receive_reason=\"{reason}\"", StringComparison.Ordinal), $"{reason} is not counted");
        }
    }

    /// <summary>A kind that nobody sends in a test may be said nowhere.</summary>
    [Fact]
    public void Every_reason_there_is_is_brought_about_or_known_not_to_be()
    {
        var reasons = typeof(NoticeReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ((NoticeReason)f.GetValue(null)!).Id);
        Assert.Equal(reasons.Order(StringComparer.Ordinal), s_cases.Select(c => c.Reason).Distinct().Concat(s_elsewhere).Order(StringComparer.Ordinal));
    }

    private static string Plan(TemporaryFolder folder)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "plan/signals"));
        File.WriteAllText(Path.Combine(folder.Path, "plan/upshot.yaml"), "product: shop\nowners: { shop: \"#shop\" }\n");
        File.WriteAllText(Path.Combine(folder.Path, "plan/signals/attributes.yaml"), """
            groups:
              - id: registry.shop
                type: attribute_group
                brief: What we say of orders.
                attributes:
                  - { id: shop.kind, type: string, brief: Of which kind., stability: stable, annotations: { upshot: { privacy: public, cardinality: 2 } } }
            """);
        return Path.Combine(folder.Path, "plan");
    }

    private static async Task<string> Send(RunningServer server, string path, string type, string encoding, string body)
    {
        using var sent = new MemoryStream();
        await using (var written = encoding == "gzip" ? new GZipStream(sent, CompressionLevel.Fastest, leaveOpen: true) : (Stream)new BufferedStream(sent))
        {
            await written.WriteAsync(Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
            await written.FlushAsync(TestContext.Current.CancellationToken);
        }

        using var content = new ByteArrayContent(sent.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding.Length > 0)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await s_client.PostAsync(new Uri(server.OtlpHttp, path), content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static (string, string, string, string, Func<string>, string) Spans(string reason, string said, params Dictionary<string, object>[] spans) =>
        (reason, "/v1/traces", "application/json", "", () => JsonSerializer.Serialize(new { resourceSpans = new[] { new { resource = new { attributes = new[] { Attribute("service.name", reason) } }, scopeSpans = new[] { new { spans } } } } }), said);

    private static Dictionary<string, object>[] Span(params (string Name, object Value)[] fields)
    {
        var id = Interlocked.Increment(ref s_ids);
        var span = new Dictionary<string, object> { ["traceId"] = $"{id:x32}", ["spanId"] = $"{id:x16}", ["name"] = "GET /", ["kind"] = 2, ["startTimeUnixNano"] = Time(0), ["endTimeUnixNano"] = Time(1) };
        foreach (var (name, value) in fields)
        {
            span[name] = value;
        }

        return [span];
    }

    private static object Attribute(string key, string value) => new { key, value = new { stringValue = value } };

    private static string Time(long seconds) => (s_now + (seconds * 1_000_000_000)).ToString(CultureInfo.InvariantCulture);
}
