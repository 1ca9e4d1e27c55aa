using System.Collections.Concurrent;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

/// <summary>The OpenTelemetry JavaScript SDK sends test/e2e-node/emit.js over every protocol it speaks.</summary>
public class JavaScriptSdkTests
{
    [Theory]
    [InlineData("http/protobuf", "none")]
    [InlineData("http/protobuf", "gzip")]
    [InlineData("http/json", "none")]
    [InlineData("http/json", "gzip")]
    [InlineData("grpc", "none")]
    [InlineData("grpc", "gzip")]
    public async Task Traces_metrics_and_logs_arrive(string protocol, string compression)
    {
        await using var receivers = await Receivers.Start();
        var received = await Emit(receivers, protocol, compression);

        var scopeSpans = received[TelemetrySignal.Traces].At(1, 2);
        Assert.Equal(("e2e", "2.0"), (scopeSpans.At(1).Single(1).Text, scopeSpans.At(1).Single(2).Text));
        var spans = scopeSpans.All(2).ToDictionary(span => span.Single(5).Text);
        Assert.Equal(["POST /checkout", "step 0", "step 1", "step 2"], spans.Keys.Order());
        var (root, step) = (spans["POST /checkout"], spans["step 2"]);
        Assert.Equal((2UL, 3UL), (root.Single(6).Number, step.Single(6).Number));
        Assert.Equal((1_700_000_000_020_000_000UL, 1_700_000_000_025_000_000UL), (step.Single(7).Number, step.Single(8).Number));
        Assert.Equal(root.Single(1).Hex, step.Single(1).Hex);
        Assert.Equal(root.Single(2).Hex, step.Single(4).Hex);
        Assert.Equal(("card declined", 2UL), (root.At(15).Single(2).Text, root.At(15).Single(3).Number));
        var attributes = step.All(9).ToDictionary(pair => pair.Single(1).Text, pair => pair.At(2));
        Assert.Equal("grün 🙂 \"quoted\"", attributes["text"].Single(1).Text);
        Assert.Equal("\ufffd", attributes["cut"].Single(1).Text);
        Assert.Equal((44L, -7L, 1.5, 1UL), ((long)attributes["whole"].Single(3).Number, (long)attributes["negative"].Single(3).Number, attributes["real"].Single(4).Double, attributes["yes"].Single(2).Number));
        Assert.Equal(["a", "b"], attributes["list"].At(5).All(1).Select(value => value.Single(1).Text));
        Assert.Equal("retry", step.At(11).Single(2).Text);
        Assert.Equal(new string('c', 32), step.At(13).Single(1).Hex);

        var metrics = received[TelemetrySignal.Metrics].At(1, 2).All(2).ToDictionary(metric => metric.Single(1).Text);
        Assert.Equal("{order}", metrics["orders"].Single(3).Text);
        Assert.Equal(1UL, metrics["orders"].At(7).Single(2).Number);
        Assert.Equal(5.0, NumberOf(metrics["orders"].At(7, 1)));
        Assert.Equal(12.5, NumberOf(metrics["queue"].At(5, 1)));
        var wait = metrics["wait"].At(10, 1);
        Assert.Equal((5UL, 510.0, 1.0, 500.0), (wait.Single(4).Number, wait.Single(5).Double, wait.Single(12).Double, wait.Single(13).Double));
        Assert.Equal(5, wait.At(8).Single(2).Bytes.Sum(count => count));
        var size = metrics["size"].At(9, 1);
        Assert.Equal((3UL, 555.0), (size.Single(4).Number, size.Single(5).Double));
        Assert.Equal([1, 1, 1], size.Single(6).Bytes.Chunk(8).Select(count => BitConverter.ToInt64(count)));

        var logs = received[TelemetrySignal.Logs].At(1, 2).All(2).ToList();
        Assert.Equal(("low stock", 13UL, "WARN"), (logs[0].At(5).Single(1).Text, logs[0].Single(2).Number, logs[0].Single(3).Text));
        Assert.Equal(root.Single(1).Hex, logs[0].Single(9).Hex);
        var bytes = logs[0].All(6).Single(pair => pair.Single(1).Text == "bytes");
        Assert.Equal("0001feff", bytes.At(2).Single(7).Hex);
        Assert.Equal("map", logs[1].At(5, 6, 1).Single(1).Text);
    }

    /// <summary>The SDK has one encoder for protobuf and one for JSON; ours stands between them.</summary>
    [Fact]
    public async Task Json_becomes_what_the_sdk_itself_writes_as_protobuf()
    {
        await using var receivers = await Receivers.Start();
        var protobuf = await Emit(receivers, "http/protobuf", "none");
        var json = await Emit(receivers, "http/json", "none");
        Assert.Equal(protobuf[TelemetrySignal.Traces].Canonical(), json[TelemetrySignal.Traces].Canonical());
        Assert.Equal(protobuf[TelemetrySignal.Logs].Canonical(), json[TelemetrySignal.Logs].Canonical());
    }

    /// <summary>Over HTTP: the JavaScript SDK never retries over gRPC.</summary>
    [Theory]
    [InlineData("http/protobuf", IntakeStatus.Busy)]
    [InlineData("http/json", IntakeStatus.Unavailable)]
    public async Task A_client_told_to_come_back_comes_back(string protocol, IntakeStatus refusal)
    {
        await using var receivers = await Receivers.Start();
        var seen = new ConcurrentDictionary<TelemetrySignal, int>();
        receivers.Handler = (signal, _) => Task.FromResult(seen.AddOrUpdate(signal, 1, (_, calls) => calls + 1) == 1
            ? new IntakeResult(refusal, RetryAfter: TimeSpan.FromMilliseconds(10))
            : new IntakeResult(IntakeStatus.Accepted));
        Assert.Equal(3, (await Emit(receivers, protocol, "none")).Count);
        Assert.Equal([2, 2, 2], seen.Values);
    }

    private static async Task<Dictionary<TelemetrySignal, Wire>> Emit(Receivers receivers, string protocol, string compression)
    {
        receivers.Accepted.Clear();
        var (exitCode, output) = await NodeProject.Run("emit.js", new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? receivers.Grpc : receivers.Http).ToString().TrimEnd('/'),
            ["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression,
        });
        Assert.True(exitCode == 0, output);
        return receivers.Accepted.ToDictionary(accepted => accepted.Signal, accepted => Wire.Read(accepted.Body));
    }

    private static double NumberOf(Wire point) => point.Has(4) ? point.Single(4).Double : (long)point.Single(6).Number;
}
