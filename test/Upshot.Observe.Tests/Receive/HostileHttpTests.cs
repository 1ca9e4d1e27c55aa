using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

public class HostileHttpTests
{
    private static readonly byte[] Sample = [0x0a, 0x02, 0x12, 0x00];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_100_MB_is_refused_for_good_and_not_kept(bool saysItsLength)
    {
        await using var receivers = await Receivers.Start();
        using var client = await Connect(receivers.Http);
        var stream = client.GetStream();
        await stream.WriteAsync(Head(saysItsLength ? "Content-Length: 100000000" : "Transfer-Encoding: chunked"), Cancellation);
        var answer = new StreamReader(stream).ReadLineAsync(Cancellation).AsTask();

        // As a real client does: write until the other side closes, then look for its answer.
        var block = new byte[1 << 20];
        var chunk = saysItsLength ? block : [.. "100000\r\n"u8, .. block, .. "\r\n"u8];
        try
        {
            for (var i = 0; i < 95 && !answer.IsCompleted; i++)
            {
                await stream.WriteAsync(chunk, Cancellation);
            }
        }
        catch (IOException)
        {
        }

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await answer);
        await Idle(receivers);
        Assert.Empty(receivers.Accepted);
    }

    [Fact]
    public async Task A_length_that_is_only_claimed_costs_nothing()
    {
        await using var receivers = await Receivers.Start();
        var clients = new List<TcpClient>();
        for (var i = 0; i < 100; i++)
        {
            clients.Add(await Connect(receivers.Http));
            await clients[i].GetStream().WriteAsync(Head("Content-Length: 60000000"), Cancellation);
        }

        Assert.Equal(HttpStatusCode.OK, (await OtlpHttpTests.Send(receivers, "/v1/traces", Sample)).StatusCode);
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
        clients.ForEach(client => client.Dispose());
        await Idle(receivers);
    }

    [Fact]
    public async Task A_gzip_bomb_ends_at_the_limit()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 4 << 20 });
        var bomb = OtlpHttpTests.Gzip(new byte[512 << 20]);
        var response = await OtlpHttpTests.Send(receivers, "/v1/traces", bomb, encoding: "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("larger than 4194304 bytes", Wire.Read(await OtlpHttpTests.Bytes(response)).Single(2).Text);
        await Idle(receivers);
    }

    [Fact]
    public async Task A_compressed_body_has_its_own_limit()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxCompressedBytes = 10_000 });
        var noise = new byte[20_000];
        new Random(3).NextBytes(noise);
        var response = await OtlpHttpTests.Send(receivers, "/v1/traces", OtlpHttpTests.Gzip(noise), encoding: "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await OtlpHttpTests.Send(receivers, "/v1/traces", noise)).StatusCode);
    }

    [Fact]
    public async Task Gzip_that_is_cut_or_broken_is_invalid()
    {
        await using var receivers = await Receivers.Start();
        var bytes = new byte[100_000];
        new Random(4).NextBytes(bytes);
        var gzip = OtlpHttpTests.Gzip(bytes);
        var flipped = gzip.ToArray();
        flipped[^6] ^= 0xff; // in the checksum
        foreach (var broken in (byte[][])[gzip[..^1], gzip[..^9], gzip[..(gzip.Length / 2)], gzip[..5], bytes, flipped])
        {
            var response = await OtlpHttpTests.Send(receivers, "/v1/traces", broken, encoding: "gzip");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.Empty(receivers.Accepted);
        await Idle(receivers);
    }

    [Fact]
    public async Task Members_of_gzip_after_each_other_are_one_body()
    {
        await using var receivers = await Receivers.Start();
        byte[] two = [.. OtlpHttpTests.Gzip(Sample), .. OtlpHttpTests.Gzip(Sample)];
        Assert.Equal(HttpStatusCode.OK, (await OtlpHttpTests.Send(receivers, "/v1/traces", two, encoding: "gzip")).StatusCode);
        Assert.Equal([.. Sample, .. Sample], Assert.Single(receivers.Accepted).Body);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { ReadTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await Connect(receivers.Http);
        await client.GetStream().WriteAsync(Head("Content-Length: 1000"), Cancellation);
        await client.GetStream().WriteAsync(new byte[10], Cancellation);
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("Connection: close", answer);
        await Idle(receivers);
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { ReadGrace = TimeSpan.FromSeconds(1.1), MinBytesPerSecond = 10_000 });
        using var client = await Connect(receivers.Http);
        await client.GetStream().WriteAsync(Head("Content-Length: 100000"), Cancellation);
        var answer = new StreamReader(client.GetStream()).ReadLineAsync(Cancellation).AsTask();
        while (!answer.IsCompleted)
        {
            try
            {
                await client.GetStream().WriteAsync(new byte[1], Cancellation);
                await Task.WhenAny(answer, Task.Delay(50, Cancellation));
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer);
        await Idle(receivers);
    }

    [Fact]
    public async Task A_sender_that_goes_away_leaves_nothing()
    {
        await using var receivers = await Receivers.Start();
        for (var i = 0; i < 20; i++)
        {
            using var client = await Connect(receivers.Http);
            await client.GetStream().WriteAsync(Head("Content-Length: 100000"), Cancellation);
            await client.GetStream().WriteAsync(new byte[50_000], Cancellation);
            client.Client.Close(0);
        }

        await Idle(receivers);
        Assert.Empty(receivers.Accepted);
    }

    [Fact]
    public async Task Too_many_at_once_are_told_to_come_back()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxConcurrentRequests = 2, RetryAfter = TimeSpan.FromSeconds(7) });
        var release = new TaskCompletionSource();
        var inside = new SemaphoreSlim(0);
        receivers.Handler = async (_, _) =>
        {
            inside.Release();
            await release.Task;
            return new IntakeResult(IntakeStatus.Accepted);
        };
        var first = OtlpHttpTests.Send(receivers, "/v1/traces", Sample);
        var second = OtlpGrpcTests.Call(receivers, Sample);
        await inside.WaitAsync(Cancellation);
        await inside.WaitAsync(Cancellation);

        var third = await OtlpHttpTests.Send(receivers, "/v1/traces", Sample);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("7", third.Headers.RetryAfter?.ToString());
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        await second;
        Assert.Equal(HttpStatusCode.OK, (await OtlpHttpTests.Send(receivers, "/v1/traces", Sample)).StatusCode);
    }

    [Theory]
    [InlineData(false, "application/x-protobuf")]
    [InlineData(true, "application/x-protobuf")]
    [InlineData(false, "application/json")]
    public async Task Too_many_bytes_at_once_are_told_to_come_back(bool gzip, string contentType)
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 100_000, MaxInFlightBytes = 150_000 });
        var release = new TaskCompletionSource();
        var inside = new SemaphoreSlim(0);
        receivers.Handler = async (_, _) =>
        {
            inside.Release();
            await release.Task;
            return new IntakeResult(IntakeStatus.Accepted);
        };
        var body = contentType == "application/json" ? [.. "{"u8, .. Enumerable.Repeat((byte)' ', 89_000), .. "}"u8] : new byte[90_000];
        Task<HttpResponseMessage> Post() => OtlpHttpTests.Send(receivers, "/v1/traces", gzip ? OtlpHttpTests.Gzip(body) : body, contentType, gzip ? "gzip" : null);

        var first = Post();
        await inside.WaitAsync(Cancellation);
        var second = await Post();
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", second.Headers.RetryAfter?.ToString());
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post()).StatusCode);
        await Idle(receivers);
    }

    [Fact]
    public async Task Many_senders_at_once_lose_nothing()
    {
        await using var receivers = await Receivers.Start();
        var bodies = Enumerable.Range(0, 400).Select(i => Enumerable.Repeat((byte)i, 1 + (i * 97)).ToArray()).ToArray();
        var responses = await Task.WhenAll(bodies.Select((body, i) =>
            OtlpHttpTests.Send(receivers, "/v1/logs", i % 2 == 0 ? body : OtlpHttpTests.Gzip(body), encoding: i % 2 == 0 ? null : "gzip")));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(bodies.Select(body => body.Length), receivers.Accepted.Select(accepted => accepted.Body.Length).Order());
        await Idle(receivers);
    }

    [Theory]
    [InlineData("", "The body is empty")]
    [InlineData("{\"resourceSpans\":", "Not JSON: the body ends at byte 17")]
    [InlineData("{\"resourceSpans\":[{\"schemaUrl\":\"\u0001\"}]}", "Not JSON from byte 32: the byte 0x01")]
    public async Task Json_that_is_none_is_invalid_and_says_so_in_json(string json, string said)
    {
        await using var receivers = await Receivers.Start();
        var response = await OtlpHttpTests.Send(receivers, "/v1/traces", Encoding.UTF8.GetBytes(json), "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("{\"code\":3,\"message\":\"" + said, await OtlpHttpTests.Text(response));
    }

    [Fact]
    public async Task Json_that_grows_beyond_the_limit_is_refused_for_good()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 100_000 });
        var zeros = string.Join(',', Enumerable.Repeat('0', 20_000));
        var json = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"bucketCounts":[{{{zeros}}}]}]}}]}]}]}""";
        var response = await OtlpHttpTests.Send(receivers, "/v1/metrics", Encoding.UTF8.GetBytes(json), "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await Idle(receivers);
    }

    [Fact]
    public async Task Refused_bodies_leave_no_memory_behind()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 8 << 20 });
        var bomb = OtlpHttpTests.Gzip(new byte[9 << 20]);
        byte[] json = [.. "{\"x\":\""u8, .. Enumerable.Repeat((byte)'x', 7 << 20)];
        var before = Environment.WorkingSet;
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await OtlpHttpTests.Send(receivers, "/v1/traces", bomb, encoding: "gzip")).StatusCode);
            if (i % 4 == 0)
            {
                Assert.Equal(HttpStatusCode.BadRequest, (await OtlpHttpTests.Send(receivers, "/v1/traces", json, "application/json")).StatusCode);
            }
        }

        // 200 bodies of 8 MiB would be 1.6 GB.
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 800L << 20);
    }

    /// <summary>Waits until the receivers hold nothing; a sender sees its answer a moment before they let go.</summary>
    internal static async Task Idle(Receivers receivers)
    {
        var waited = Stopwatch.StartNew();
        while (receivers.Receiver.Admission is not { Bytes: 0, Requests: 0 })
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), $"{receivers.Receiver.Admission.Bytes} bytes of {receivers.Receiver.Admission.Requests} requests are still held.");
            await Task.Delay(5, Cancellation);
        }
    }

    internal static async Task<TcpClient> Connect(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        return client;
    }

    private static byte[] Head(string header) =>
        Encoding.ASCII.GetBytes($"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n{header}\r\n\r\n");
}
