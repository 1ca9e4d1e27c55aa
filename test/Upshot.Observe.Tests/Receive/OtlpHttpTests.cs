using System.IO.Compression;
using System.Net;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

public class OtlpHttpTests
{
    private static readonly HttpClient Client = new();
    private static readonly byte[] Sample = [0x0a, 0x02, 0x12, 0x00];

    [Theory]
    [InlineData("/v1/traces", TelemetrySignal.Traces)]
    [InlineData("/v1/metrics", TelemetrySignal.Metrics)]
    [InlineData("/v1/logs", TelemetrySignal.Logs)]
    public async Task A_protobuf_body_reaches_the_handler_as_it_was_sent(string path, TelemetrySignal signal)
    {
        await using var receivers = await Receivers.Start();
        var response = await Send(receivers, path, Sample);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType!.ToString());
        Assert.Empty(await Bytes(response));
        var accepted = Assert.Single(receivers.Accepted);
        Assert.Equal(signal, accepted.Signal);
        Assert.Equal(Sample, accepted.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_arrives_whole(bool gzip)
    {
        await using var receivers = await Receivers.Start();
        var bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        var response = await Send(receivers, "/v1/traces", gzip ? Gzip(bytes) : bytes, encoding: gzip ? "gzip" : null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, Assert.Single(receivers.Accepted).Body);
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
        Assert.Equal(0, receivers.Receiver.Admission.Requests);
    }

    [Fact]
    public async Task A_chunked_body_arrives_whole()
    {
        await using var receivers = await Receivers.Start();
        var bytes = new byte[300_000];
        new Random(2).NextBytes(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receivers.Http, "/v1/logs"));
        request.Content = new StreamContent(new MemoryStream(bytes));
        request.Content.Headers.ContentType = new("application/x-protobuf");
        request.Headers.TransferEncodingChunked = true;
        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, Assert.Single(receivers.Accepted).Body);
    }

    [Theory]
    [InlineData("application/x-protobuf; charset=utf-8", 200)]
    [InlineData("Application/X-Protobuf", 200)]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("application/json; charset=\"utf-8\"", 200)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/grpc", 415)]
    [InlineData("nonsense", 415)]
    [InlineData(null, 415)]
    public async Task Only_protobuf_and_json_in_utf8_are_spoken(string? contentType, int status)
    {
        await using var receivers = await Receivers.Start();
        var response = await Send(receivers, "/v1/traces", "{}"u8.ToArray(), contentType);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("identity", 200)]
    [InlineData("gzip, deflate", 415)]
    [InlineData("snappy", 415)]
    [InlineData("br", 415)]
    [InlineData("gzip, gzip", 415)]
    public async Task Other_compressions_are_refused_by_name(string encoding, int status)
    {
        await using var receivers = await Receivers.Start();
        var response = await Send(receivers, "/v1/traces", Sample, encoding: encoding);
        Assert.Equal(status, (int)response.StatusCode);
    }

    /// <summary>Valid JSON in which nothing is OTLP: a client is told what was meant, with nothing refused.</summary>
    [Theory]
    [InlineData("logs", """{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}""", "the path /v1/traces, where resourceSpans belongs")]
    [InlineData("traces", """{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[{"name":"x"}]}]}]}""", "scopeSpans instead of instrumentationLibrarySpans")]
    [InlineData("traces", """{"foo":1}""", "resourceSpans instead of foo")]
    [InlineData("traces", """{"resourceSpans":[{"spans":[{"name":"x"}]}]}""", "scopeSpans instead of spans")]
    [InlineData("traces", """{"ResourceSpans":[{}]}""", "resourceSpans instead of ResourceSpans")]
    [InlineData("traces", """{"resourceSpans":[{"scopeSpans":[{"span":[{"name":"x"}]}]}]}""", "spans instead of span")]
    public async Task Valid_json_that_is_no_otlp_is_answered_with_what_was_meant(string path, string json, string meant)
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(IntakeStatus.Accepted) { IsEmpty = true });
        var response = await Send(receivers, "/v1/" + path, System.Text.Encoding.UTF8.GetBytes(json), "application/json");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains($"Nothing in this request is known here: did you mean {meant}?", await Text(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_request_is_accepted()
    {
        await using var receivers = await Receivers.Start();
        var response = await Send(receivers, "/v1/traces", []);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(Assert.Single(receivers.Accepted).Body);
    }

    [Fact]
    public async Task A_refused_part_is_told_with_its_number_and_reason()
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(IntakeStatus.Accepted, 300, "zero ids"));

        var response = await Send(receivers, "/v1/traces", Sample);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var partial = Wire.Read(await Bytes(response)).Single(1).Message();
        Assert.Equal(300UL, partial.Single(1).Number);
        Assert.Equal("zero ids", partial.Single(2).Text);

        foreach (var (path, name) in new[] { ("traces", "rejectedSpans"), ("metrics", "rejectedDataPoints"), ("logs", "rejectedLogRecords") })
        {
            response = await Send(receivers, "/v1/" + path, "{}"u8.ToArray(), "application/json");
            Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
            Assert.Equal($$$"""{"partialSuccess":{"{{{name}}}":"300","errorMessage":"zero ids"}}""", await Text(response));
        }
    }

    [Theory]
    [InlineData(IntakeStatus.Invalid, 400, 3, null)]
    [InlineData(IntakeStatus.Busy, 429, 8, "3")]
    [InlineData(IntakeStatus.Unavailable, 503, 14, "3")]
    public async Task A_refusal_says_why_and_when_to_come_back(IntakeStatus status, int httpStatus, int code, string? retryAfter)
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(status, Message: "no \"more\"", RetryAfter: TimeSpan.FromSeconds(2.2)));

        var response = await Send(receivers, "/v1/traces", Sample);
        Assert.Equal(httpStatus, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        var body = Wire.Read(await Bytes(response));
        Assert.Equal((ulong)code, body.Single(1).Number);
        Assert.Equal("no \"more\"", body.Single(2).Text);

        response = await Send(receivers, "/v1/traces", "{}"u8.ToArray(), "application/json");
        Assert.Equal(httpStatus, (int)response.StatusCode);
        Assert.Equal($$"""{"code":{{code}},"message":"no \u0022more\u0022"}""", await Text(response));
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_as_unavailable_and_leaks_nothing()
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => throw new InvalidOperationException("secret path");
        var response = await Send(receivers, "/v1/traces", Sample);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        Assert.DoesNotContain("secret", await Text(response));
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
        Assert.Equal(0, receivers.Receiver.Admission.Requests);
    }

    [Fact]
    public async Task Other_methods_and_paths_are_named_as_such()
    {
        await using var receivers = await Receivers.Start();
        var get = await Client.GetAsync(new Uri(receivers.Http, "/v1/traces"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal("POST", get.Content.Headers.Allow.Single());
        var elsewhere = await Send(receivers, "/v1/profiles", Sample);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(5UL, Wire.Read(await Bytes(elsewhere)).Single(1).Number);
    }

    [Fact]
    public async Task Pages_and_telemetry_do_not_share_a_port()
    {
        await using var receivers = await Receivers.Start();
        var page = await Client.GetAsync(new Uri(receivers.Http, "/"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal("a page", await Client.GetStringAsync(receivers.Pages, TestContext.Current.CancellationToken));
        using var content = new ByteArrayContent(Sample);
        content.Headers.ContentType = new("application/x-protobuf");
        var telemetry = await Client.PostAsync(new Uri(receivers.Pages, "/v1/traces"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, telemetry.StatusCode);
        Assert.Empty(receivers.Accepted);
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://other.example", false)]
    public async Task Only_named_origins_may_send_from_a_browser(string origin, bool allowed)
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { AllowedOrigins = ["https://shop.example"] });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(receivers.Http, "/v1/traces"));
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type");
        var response = await Client.SendAsync(preflight, TestContext.Current.CancellationToken);
        Assert.Equal(allowed ? HttpStatusCode.NoContent : HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var named) && named.Single() == origin);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Headers", out var headers) && headers.Single() == "content-type");
    }

    [Fact]
    public async Task No_origin_may_send_from_a_browser_unless_named()
    {
        await using var receivers = await Receivers.Start();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(receivers.Http, "/v1/traces"));
        request.Headers.Add("Origin", "https://shop.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    internal static Task<byte[]> Bytes(HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    internal static Task<string> Text(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    internal static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    internal static async Task<HttpResponseMessage> Send(
        Receivers receivers, string path, byte[] body, string? contentType = "application/x-protobuf", string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receivers.Http, path));
        request.Content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
