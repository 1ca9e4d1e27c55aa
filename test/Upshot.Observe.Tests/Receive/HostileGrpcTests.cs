using System.Buffers.Binary;
using System.Net;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

public class HostileGrpcTests
{
    private const string Path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static readonly byte[] Sample = [0x0a, 0x02, 0x12, 0x00];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string?, int> Calls() => new()
    {
        { "a message", Frame(Sample), null, 0 },
        { "named as identity", Frame(Sample), "identity", 0 },
        { "plain though gzip was named", Frame(Sample), "gzip", 0 },
        { "gzip", Frame(OtlpHttpTests.Gzip(Sample), 1), "gzip", 0 },
        { "no message", [], null, 3 },
        { "half a prefix", Frame(Sample)[..3], null, 3 },
        { "half a message", Frame(Sample)[..7], null, 3 },
        { "two messages", [.. Frame(Sample), .. Frame(Sample)], null, 3 },
        { "compressed but not saying how", Frame(Sample, 1), null, 3 },
        { "an unknown flag", Frame(Sample, 2), "gzip", 3 },
        { "not gzip", Frame(Sample, 1), "gzip", 3 },
        { "half a gzip", Frame(OtlpHttpTests.Gzip(new byte[1000])[..^9], 1), "gzip", 3 },
        { "another compression", Frame(Sample, 1), "snappy", 12 },
        { "a length of 4 GB", [0, 0xff, 0xff, 0xff, 0xff, 1], null, 8 },
        { "a length of 4 GB, compressed", [1, 0xff, 0xff, 0xff, 0xff, 1], "gzip", 8 },
        { "a length of 60 MB that does not come", [0, 0x03, 0x93, 0x87, 0x00, 1], null, 3 },
        { "a bomb", Frame(OtlpHttpTests.Gzip(new byte[100_000_000]), 1), "gzip", 8 },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Every_call_gets_its_status(string name, byte[] body, string? encoding, int status)
    {
        await using var receivers = await Receivers.Start();
        using var response = await Post(receivers, new ByteArrayContent(body), encoding: encoding);
        Assert.True(Status(response) == status, $"{name}: {Status(response)}, not {status}");
        Assert.Equal(status == 0 ? 1 : 0, receivers.Accepted.Count);
        await HostileHttpTests.Idle(receivers);
    }

    [Theory]
    [InlineData("application/grpc", 0)]
    [InlineData("application/grpc+proto", 0)]
    [InlineData("application/grpc; charset=utf-8", 0)]
    [InlineData("application/grpc+json", 12)]
    [InlineData("application/grpc-web", 12)]
    public async Task Only_protobuf_is_spoken(string contentType, int status)
    {
        await using var receivers = await Receivers.Start();
        using var response = await Post(receivers, new ByteArrayContent(Frame(Sample)), contentType);
        Assert.Equal(status, Status(response));
    }

    [Fact]
    public async Task What_is_not_grpc_is_an_unsupported_media_type()
    {
        await using var receivers = await Receivers.Start();
        using var response = await Post(receivers, new ByteArrayContent(Frame(Sample)), "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_message_that_never_ends_is_given_up()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { ReadTimeout = TimeSpan.FromMilliseconds(300) });
        using var response = await Post(receivers, new Stalled(Frame(Sample)[..7]));
        Assert.Equal(4, Status(response));
        await HostileHttpTests.Idle(receivers);
    }

    [Fact]
    public async Task Bytes_in_flight_are_counted_while_a_message_arrives()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 100_000, MaxInFlightBytes = 100_000 });
        var stalled = new Stalled(Frame(new byte[90_000])[..80_000]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var first = Post(receivers, stalled, cancellation: stop.Token);
        while (receivers.Receiver.Admission.Bytes < 79_995)
        {
            await Task.Delay(5, Cancellation);
        }

        using var second = await Post(receivers, new ByteArrayContent(Frame(new byte[30_000])));
        Assert.Equal(8, Status(second));
        Assert.True(second.TrailingHeaders.Contains("grpc-status-details-bin"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await HostileHttpTests.Idle(receivers);
        using var third = await Post(receivers, new ByteArrayContent(Frame(new byte[30_000])));
        Assert.Equal(0, Status(third));
    }

    private static byte[] Frame(byte[] message, byte compressed = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static async Task<HttpResponseMessage> Post(
        Receivers receivers, HttpContent content, string contentType = "application/grpc", string? encoding = null, CancellationToken? cancellation = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receivers.Grpc, Path)) { Content = content };
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        request.Headers.TE.ParseAdd("trailers");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        return await client.SendAsync(request, cancellation ?? Cancellation);
    }

    private static int Status(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        return int.Parse(response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    /// <summary>Sends some bytes and then nothing, for ever.</summary>
    private sealed class Stalled(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
