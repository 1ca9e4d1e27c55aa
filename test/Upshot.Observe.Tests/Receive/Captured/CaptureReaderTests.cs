using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive.Captured;
using Upshot.Observe.Tests.Signals;

namespace Upshot.Observe.Tests.Receive.Captured;

public sealed class CaptureReaderTests
{
    private static CapturedTelemetry Read(TelemetrySignal signal)
    {
        var reader = new CaptureReader();
        reader.Add(signal, Samples.Of(signal).First());
        return reader.Captured();
    }

    [Fact]
    public void A_span_is_read_with_everything_it_has()
    {
        var span = Read(TelemetrySignal.Traces).Spans[0];
        Assert.Equal((32, 16, "0102030405060708"), (span.TraceId.Length, span.SpanId.Length, span.ParentSpanId));
        Assert.True(span.IsError);
        Assert.Equal("went wrong", span.StatusMessage);
        var attempt = Assert.Single(span.Events);
        Assert.Equal(("retry", "2"), (attempt.Name, attempt.Attributes["attempt"].Text));
        Assert.Equal((span.TraceId, span.SpanId), Assert.Single(span.Links));
    }

    [Fact]
    public void Values_keep_their_types()
    {
        var attributes = Read(TelemetrySignal.Traces).Spans[0].Attributes;
        Assert.Equal(
            ["string", "int", "string", "int", "double", "boolean", "bytes", "mixed[]", "map"],
            new[] { "http.route", "http.response.status_code", "server.port", "int", "double", "bool", "bytes", "list", "map" }.Select(name => attributes[name].Type));
        Assert.Equal((-5, 2.5, "false", "k: v, l: 1"), (attributes["int"].Number, attributes["double"].Number, attributes["bool"].Text, attributes["map"].Text));
    }

    [Fact]
    public void Every_kind_of_metric_is_read()
    {
        var metrics = Read(TelemetrySignal.Metrics).Metrics;
        Assert.Equal(["gauge", "counter", "histogram", "histogram", "histogram", ""], metrics.Select(m => m.Instrument));
        Assert.Equal((1.5, (double)(1UL << 60)), (metrics[0].Points[0].Value, metrics[0].Points[1].Value));
        Assert.Equal(CapturedTemporality.Cumulative, metrics[1].Temporality);
        Assert.Null(metrics[1].Points[1].Value);

        // Packed or one by one, the numbers are the same.
        Assert.All([metrics[2].Points[0], metrics[3].Points[0]], point =>
        {
            Assert.Equal([1, 2], point.Buckets);
            Assert.Equal([0.5], point.Bounds);
            Assert.Equal(3, point.Count);
        });
        Assert.Equal((1, 3), (metrics[2].Points[0].Min, metrics[2].Points[0].Max));
        Assert.NotEmpty(metrics[2].Points[0].Exemplars);
    }

    [Fact]
    public void A_log_record_knows_its_event_and_trace()
    {
        var logs = Read(TelemetrySignal.Logs).Logs;
        Assert.Equal(("shop.order", 32, 16), (logs[0].EventName, logs[0].TraceId.Length, logs[0].SpanId.Length));
        Assert.Equal(("", ""), (logs[1].TraceId, logs[1].SpanId));
        Assert.Equal("map", logs[1].Body.Type);
    }

    [Fact]
    public void A_request_that_is_malformed_adds_its_complaint_and_nothing_else()
    {
        var valid = Samples.Of(TelemetrySignal.Traces).First();
        var reader = new CaptureReader();
        reader.Add(TelemetrySignal.Traces, valid.AsSpan(0, valid.Length - 3));
        reader.Add(TelemetrySignal.Traces, []);
        Assert.Empty(reader.Captured().Spans);
        Assert.Single(reader.Captured().Malformed);
    }

    [Theory]
    [InlineData(TelemetrySignal.Traces)]
    [InlineData(TelemetrySignal.Metrics)]
    [InlineData(TelemetrySignal.Logs)]
    public void Whatever_bytes_come_they_are_read_or_complained_of(TelemetrySignal signal)
    {
        var random = new Random(20_261_123 + (int)signal);
        var samples = Samples.Of(signal).ToArray();
        using var memory = new GuardedMemory(pages: 16);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var sample = samples[random.Next(samples.Length)];
            var mutant = random.Next(4) == 0 ? Signals.Mutation.Of(sample, random) : StructureMutation.Of(sample, random);
            var reader = new CaptureReader();
            unsafe
            {
                // Behind the bytes there is no memory: whoever reads one more ends the process.
                reader.Add(signal, new ReadOnlySpan<byte>(memory.Place(mutant), mutant.Length));
            }

            _ = reader.Captured().Malformed.Count > 0 ? refused++ : read++;
        }

        Assert.InRange(read, refused / 10, refused * 10);
    }
}
