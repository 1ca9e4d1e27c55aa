using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

/// <summary>The OpenTelemetry .NET SDK sends to the receivers over both of its protocols.</summary>
public class DotNetSdkTests
{
    private static readonly ResourceBuilder Resource = ResourceBuilder.CreateEmpty().AddService("dotnet-shop", serviceVersion: "1.0", serviceInstanceId: "i");

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Spans_arrive(OtlpExportProtocol protocol)
    {
        await using var receivers = await Receivers.Start();
        using var source = new ActivitySource($"spans over {protocol}");
        using (var provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(source.Name)
            .AddOtlpExporter(options => Send(options, receivers, protocol, "traces")).Build())
        {
            using (var parent = source.StartActivity("POST /checkout", ActivityKind.Server))
            {
                for (var i = 0; i < 1000; i++)
                {
                    using var child = source.StartActivity("step", ActivityKind.Client);
                    child!.SetTag("i", i);
                }

                parent!.SetStatus(ActivityStatusCode.Error, "declined");
            }

            Assert.True(provider.ForceFlush());
        }

        var spans = Items(receivers, TelemetrySignal.Traces).ToList();
        Assert.Equal(1001, spans.Count);
        var root = Assert.Single(spans, span => span.Single(5).Text == "POST /checkout");
        Assert.Equal(("declined", 2UL, 2UL), (root.At(15).Single(2).Text, root.At(15).Single(3).Number, root.Single(6).Number));
        var steps = spans.Where(span => span != root).ToList();
        Assert.All(steps, step => Assert.Equal(root.Single(2).Hex, step.Single(4).Hex));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (ulong)i), steps.Select(step => step.At(9, 2).Single(3).Number));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Metrics_arrive(OtlpExportProtocol protocol)
    {
        await using var receivers = await Receivers.Start();
        using var meter = new Meter($"metrics over {protocol}");
        using (var provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter(meter.Name)
            .AddView("wait", new Base2ExponentialBucketHistogramConfiguration())
            .AddView("size", new ExplicitBucketHistogramConfiguration { Boundaries = [10, 100] })
            .AddOtlpExporter((options, reader) =>
            {
                Send(options, receivers, protocol, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            }).Build())
        {
            meter.CreateCounter<long>("orders", "{order}").Add(5);
            meter.CreateGauge<double>("queue").Record(12.5);
            var wait = meter.CreateHistogram<double>("wait");
            var size = meter.CreateHistogram<double>("size");
            foreach (var value in (double[])[1, 2, 3, 4, 500])
            {
                wait.Record(value);
                size.Record(value);
            }

            Assert.True(provider.ForceFlush());
        }

        var metrics = Items(receivers, TelemetrySignal.Metrics).GroupBy(metric => metric.Single(1).Text).ToDictionary(same => same.Key, same => same.First());
        Assert.Equal(5L, (long)metrics["orders"].At(7, 1).Single(6).Number);
        Assert.Equal(12.5, metrics["queue"].At(5, 1).Single(4).Double);
        var exponential = metrics["wait"].At(10, 1);
        Assert.Equal((5UL, 510.0), (exponential.Single(4).Number, exponential.Single(5).Double));
        Assert.Equal(5, exponential.At(8).Single(2).Bytes.Sum(count => count));
        Assert.Equal([4, 0, 1], metrics["size"].At(9, 1).Single(6).Bytes.Chunk(8).Select(count => BitConverter.ToInt64(count)));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Log_records_arrive(OtlpExportProtocol protocol)
    {
        await using var receivers = await Receivers.Start();
        using (var factory = LoggerFactory.Create(builder => builder.AddOpenTelemetry(logging => logging.SetResourceBuilder(Resource)
            .AddOtlpExporter(options => Send(options, receivers, protocol, "logs")))))
        {
            factory.CreateLogger("stock").LogWarning("low stock of {Sku}", "A-1");
        }

        var log = Assert.Single(Items(receivers, TelemetrySignal.Logs));
        Assert.Equal(("low stock of {Sku}", 13UL), (log.At(5).Single(1).Text, log.Single(2).Number));
        Assert.Contains(log.All(6), pair => pair.Single(1).Text == "Sku" && pair.At(2).Single(1).Text == "A-1");
    }

    /// <summary>The client's retry is the proof that our refusal says what a client understands.</summary>
    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, IntakeStatus.Busy)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, IntakeStatus.Unavailable)]
    [InlineData(OtlpExportProtocol.Grpc, IntakeStatus.Busy)]
    [InlineData(OtlpExportProtocol.Grpc, IntakeStatus.Unavailable)]
    public async Task A_client_told_to_come_back_comes_back(OtlpExportProtocol protocol, IntakeStatus refusal)
    {
        await using var receivers = await Receivers.Start();
        var calls = 0;
        receivers.Handler = (_, _) => Task.FromResult(Interlocked.Increment(ref calls) == 1
            ? new IntakeResult(refusal, RetryAfter: TimeSpan.FromMilliseconds(10))
            : new IntakeResult(IntakeStatus.Accepted));
        Assert.True(EmitOne(receivers, protocol));
        Assert.Equal(2, calls);
        Assert.Single(receivers.Accepted);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task A_client_told_that_its_request_is_invalid_does_not_come_back(OtlpExportProtocol protocol)
    {
        await using var receivers = await Receivers.Start();
        var calls = 0;
        receivers.Handler = (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return Task.FromResult(new IntakeResult(IntakeStatus.Invalid));
        };
        EmitOne(receivers, protocol);
        Assert.Equal(1, calls);
    }

    /// <summary>Emits one span with the SDK's retry, which is an opt-in.</summary>
    private static bool EmitOne(Receivers receivers, OtlpExportProtocol protocol)
    {
        using var source = new ActivitySource($"retries {Guid.NewGuid()}");
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name)
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection([new("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")]).Build()))
            .AddOtlpExporter(options => Send(options, receivers, protocol, "traces")).Build();
        source.StartActivity("one")!.Dispose();
        return provider.ForceFlush();
    }

    private static void Send(OtlpExporterOptions options, Receivers receivers, OtlpExportProtocol protocol, string path)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? receivers.Grpc : new Uri(receivers.Http, "/v1/" + path);
    }

    /// <summary>Spans, metrics or log records of all requests: resource, scope, item.</summary>
    private static IEnumerable<Wire> Items(Receivers receivers, TelemetrySignal signal) =>
        from accepted in receivers.Accepted
        where accepted.Signal == signal
        from resource in Wire.Read(accepted.Body).All(1)
        from scope in resource.All(2)
        from item in scope.All(2)
        select item;
}
