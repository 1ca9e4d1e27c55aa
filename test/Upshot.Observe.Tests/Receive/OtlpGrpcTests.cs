using Grpc.Core;
using Grpc.Net.Client;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

public class OtlpGrpcTests
{
    private const string Traces = "opentelemetry.proto.collector.trace.v1.TraceService";
    private static readonly byte[] Sample = [0x0a, 0x02, 0x12, 0x00];

    [Theory]
    [InlineData(Traces, TelemetrySignal.Traces)]
    [InlineData("opentelemetry.proto.collector.metrics.v1.MetricsService", TelemetrySignal.Metrics)]
    [InlineData("opentelemetry.proto.collector.logs.v1.LogsService", TelemetrySignal.Logs)]
    public async Task A_message_reaches_the_handler_as_it_was_sent(string service, TelemetrySignal signal)
    {
        await using var receivers = await Receivers.Start();
        Assert.Empty(await Call(receivers, Sample, service));
        var accepted = Assert.Single(receivers.Accepted);
        Assert.Equal(signal, accepted.Signal);
        Assert.Equal(Sample, accepted.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_message_arrives_whole(bool gzip)
    {
        await using var receivers = await Receivers.Start();
        var bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        await Call(receivers, bytes, gzip: gzip);
        Assert.Equal(bytes, Assert.Single(receivers.Accepted).Body);
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
        Assert.Equal(0, receivers.Receiver.Admission.Requests);
    }

    [Fact]
    public async Task An_empty_message_is_accepted()
    {
        await using var receivers = await Receivers.Start();
        await Call(receivers, []);
        Assert.Empty(Assert.Single(receivers.Accepted).Body);
    }

    [Fact]
    public async Task Many_calls_share_one_connection()
    {
        await using var receivers = await Receivers.Start();
        using var channel = GrpcChannel.ForAddress(receivers.Grpc);
        var bodies = Enumerable.Range(0, 200).Select(i => new byte[i * 100]).ToArray();
        await Task.WhenAll(bodies.Select((body, i) => Call(channel, body, Traces, gzip: i % 2 == 0)));
        Assert.Equal(bodies.Select(b => b.Length), receivers.Accepted.Select(a => a.Body.Length).Order());
    }

    [Fact]
    public async Task A_refused_part_is_told_with_its_number_and_reason()
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(IntakeStatus.Accepted, 300, "zero ids"));
        var partial = Wire.Read(await Call(receivers, Sample)).At(1);
        Assert.Equal(300UL, partial.Single(1).Number);
        Assert.Equal("zero ids", partial.Single(2).Text);
    }

    [Theory]
    [InlineData(IntakeStatus.Invalid, StatusCode.InvalidArgument, false)]
    [InlineData(IntakeStatus.Busy, StatusCode.ResourceExhausted, true)]
    [InlineData(IntakeStatus.Unavailable, StatusCode.Unavailable, true)]
    public async Task A_refusal_says_why_and_when_to_come_back(IntakeStatus status, StatusCode code, bool retry)
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(status, Message: "100 % full, schön", RetryAfter: TimeSpan.FromSeconds(2.25)));
        var error = await Assert.ThrowsAsync<RpcException>(() => Call(receivers, Sample));
        Assert.Equal(code, error.StatusCode);
        Assert.Equal("100 % full, schön", error.Status.Detail);

        var details = error.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.Equal(retry, details is not null);
        if (details is not null)
        {
            var rpcStatus = Wire.Read(details);
            Assert.Equal((ulong)code, rpcStatus.Single(1).Number);
            Assert.Equal("100 % full, schön", rpcStatus.Single(2).Text);
            Assert.Equal("type.googleapis.com/google.rpc.RetryInfo", rpcStatus.At(3).Single(1).Text);
            var delay = rpcStatus.At(3, 2, 1);
            Assert.Equal((2UL, 250_000_000UL), (delay.Single(1).Number, delay.Single(2).Number));
        }
    }

    [Theory]
    [InlineData('x', 1500)]
    [InlineData('ü', 750)]
    [InlineData('\u4e2d', 500)]
    public async Task A_long_reason_fits_into_what_clients_take(char letter, int atLeast)
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(IntakeStatus.Busy, Message: new string(letter, 100_000)));
        var error = await Assert.ThrowsAsync<RpcException>(() => Call(receivers, Sample));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.StartsWith(new string(letter, atLeast), error.Status.Detail);
        Assert.NotNull(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.InRange(error.Trailers.Sum(trailer => trailer.Key.Length + 32 + (trailer.IsBinary ? trailer.ValueBytes.Length * 4 / 3 : Uri.EscapeDataString(trailer.Value).Length)), 0, 8192);
    }

    [Theory]
    [InlineData(Traces, "Import")]
    [InlineData("opentelemetry.proto.collector.profiles.v1development.ProfilesService", "Export")]
    public async Task Other_methods_are_not_implemented(string service, string method)
    {
        await using var receivers = await Receivers.Start();
        using var channel = GrpcChannel.ForAddress(receivers.Grpc);
        var error = await Assert.ThrowsAsync<RpcException>(() => Call(channel, Sample, service, method: method));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_for_good()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 100_000 });
        var error = await Assert.ThrowsAsync<RpcException>(() => Call(receivers, new byte[100_001]));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Null(error.Trailers.Get("grpc-status-details-bin"));
        await Call(receivers, new byte[100_000]);
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
    }

    [Fact]
    public async Task A_small_message_that_inflates_beyond_the_limit_is_refused_for_good()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 1_000_000 });
        var error = await Assert.ThrowsAsync<RpcException>(() => Call(receivers, new byte[50_000_000], gzip: true));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(0, receivers.Receiver.Admission.Bytes);
        Assert.Empty(receivers.Accepted);
    }

    internal static async Task<byte[]> Call(Receivers receivers, byte[] message, string service = Traces, bool gzip = false)
    {
        using var channel = GrpcChannel.ForAddress(receivers.Grpc);
        return await Call(channel, message, service, gzip);
    }

    private static async Task<byte[]> Call(GrpcChannel channel, byte[] message, string service, bool gzip = false, string method = "Export")
    {
        var raw = Marshallers.Create(bytes => bytes, bytes => bytes);
        var export = new Method<byte[], byte[]>(MethodType.Unary, service, method, raw, raw);
        var headers = new Metadata();
        if (gzip)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        using var call = channel.CreateCallInvoker().AsyncUnaryCall(export, null, new CallOptions(headers, cancellationToken: TestContext.Current.CancellationToken), message);
        return await call.ResponseAsync;
    }
}
