using System.Net;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

/// <summary>Seeded and bounded; UPSHOT_FUZZ=100 runs a hundred times as long.</summary>
public class ReceiverFuzzTests
{
    [Fact]
    public void Damaged_json_becomes_protobuf_or_a_named_mistake()
    {
        var chance = new Random(20_260_101);
        var (accepted, refused) = (0, 0);
        foreach (var (signal, json) in JsonSamples.All)
        {
            Assert.Null(JsonTranscoderTests.Problem(json, signal));
        }

        for (var round = Mutation.Rounds(20_000); round > 0; round--)
        {
            var (signal, valid) = JsonSamples.All[chance.Next(JsonSamples.All.Length)];
            var json = Mutation.Damage(valid, chance);
            using var output = new RequestBuffer(256);
            var wrong = JsonTranscoder.Transcode(json, signal, output, 1 << 20);

            Assert.InRange(output.Length, 0, (4 * json.Length) + 64);
            if (wrong is null)
            {
                accepted++;
                AssertWellFormed(output.Bytes.ToArray(), OtlpShapes.RequestOf(signal));
            }
            else
            {
                refused++;
                // A place 64 levels deep takes two thousand characters; what the sender sent does not take more.
                Assert.InRange(wrong.Length, 10, 3000);
            }
        }

        // Both ways are really walked.
        Assert.True(accepted > 100 && refused > 100, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public async Task Damaged_requests_are_answered_and_the_receiver_goes_on()
    {
        await using var receivers = await Receivers.Start(new ReceiverLimits { MaxBodyBytes = 1 << 20, MaxInFlightBytes = 4 << 20 });
        var chance = new Random(20_260_102);
        for (var round = Mutation.Rounds(1_500); round > 0; round--)
        {
            var (signal, valid) = JsonSamples.All[chance.Next(JsonSamples.All.Length)];
            var gzip = chance.Next(2) == 0;
            var body = chance.Next(4) == 0 ? valid : Mutation.Damage(valid, chance);
            if (gzip)
            {
                body = OtlpHttpTests.Gzip(body);
                body = chance.Next(3) == 0 ? body : Mutation.Damage(body, chance);
            }

            var type = chance.Next(8) switch { 0 => "text/json", 1 => "application/x-protobuf", 2 => "application/json; charset=latin1", _ => "application/json" };
            var path = chance.Next(10) == 0 ? "/v1/spans" : $"/v1/{signal.ToString().ToLowerInvariant()}";
            var response = await OtlpHttpTests.Send(receivers, path, body, type, gzip ? "gzip" : null);
            Assert.Contains((int)response.StatusCode, (int[])[200, 400, 404, 413, 415]);
            Assert.NotNull(response.Content.Headers.ContentType);
        }

        await HostileHttpTests.Idle(receivers);
        var last = await OtlpHttpTests.Send(receivers, "/v1/traces", JsonSamples.All[0].Json, "application/json");
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Fact]
    public async Task Damaged_connections_do_not_stop_the_receivers()
    {
        await using var receivers = await Receivers.Start();
        var chance = new Random(20_260_103);
        byte[] request = [.. "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"u8];
        byte[] http2 = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 5, 1, 4, 0, 0, 0, 1, 0x83, 0x86, 0x84, 0x41, 0x00];
        for (var round = Mutation.Rounds(300); round > 0; round--)
        {
            var grpc = chance.Next(2) == 0;
            using var client = await HostileHttpTests.Connect(grpc ? receivers.Grpc : receivers.Http);
            await client.GetStream().WriteAsync(Mutation.Damage(grpc ? http2 : request, chance), TestContext.Current.CancellationToken);
            client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        }

        Assert.Empty(await OtlpGrpcTests.Call(receivers, []));
        var last = await OtlpHttpTests.Send(receivers, "/v1/traces", []);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        await HostileHttpTests.Idle(receivers);
    }

    private static void AssertWellFormed(byte[] message, Shape shape)
    {
        foreach (var field in Wire.Read(message).Fields)
        {
            var known = Assert.Single(shape.Fields, known => known.Tag >> 3 == field.Field);
            Assert.Equal(known.Tag & 7, (uint)field.Type);
            if (known.Message is { } inner)
            {
                AssertWellFormed(field.Bytes, inner);
            }
            else if (known.Kind == FieldKind.Text)
            {
                Assert.True(System.Text.Unicode.Utf8.IsValid(field.Bytes));
            }
        }
    }
}
