using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using Upshot.Instrument.Export;

namespace Upshot.Instrument.Tests.Runtime;

public sealed class OtlpSettingsTests
{
    [Theory]
    [InlineData("TRACES", "http://collector:4318/v1/traces")]
    [InlineData("METRICS", "http://metrics:9/write")]
    [InlineData("LOGS", "http://collector:4318/v1/logs")]
    public void What_is_said_for_one_kind_wins_over_what_is_said_for_all(string kind, string endpoint)
    {
        var options = Read(kind, ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://metrics:9/write"));

        Assert.Equal((endpoint, OtlpExportProtocol.HttpProtobuf), (options.Endpoint.ToString(), options.Protocol));
    }

    [Fact]
    public void Headers_timeout_and_compression_are_read_too()
    {
        var options = Read("TRACES", ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=2"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "1234"), ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"));

        Assert.Equal(("a=2", 1234, OtlpExportCompression.GZip), (options.Headers, options.TimeoutMilliseconds, options.Compression));
    }

    [Fact]
    public void Over_gRPC_the_address_has_no_path()
    {
        var options = Read("LOGS", ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"));

        Assert.Equal(("http://collector:4317/", OtlpExportProtocol.Grpc), (options.Endpoint.ToString(), options.Protocol));
    }

    [Theory]
    [InlineData("http://collector:4318", "http://collector:4318/v1/traces", OtlpExportProtocol.HttpProtobuf)]
    [InlineData("https://telemetry.example/otlp/", "https://telemetry.example/otlp/v1/traces", OtlpExportProtocol.HttpProtobuf)]
    [InlineData("http://collector:4317", "http://collector:4317/", OtlpExportProtocol.Grpc)]
    public void The_address_alone_is_enough(string endpoint, string to, OtlpExportProtocol protocol)
    {
        var options = Read("TRACES", ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
        Assert.Equal((to, protocol), (options.Endpoint.ToString(), options.Protocol));
    }

    private static OtlpExporterOptions Read(string kind, params (string Key, string Value)[] settings) =>
        OtlpSettings.Of(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), kind);
}
