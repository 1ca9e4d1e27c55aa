using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Upshot.Instrument.Export;

/// <summary>
/// Where one kind of telemetry goes: the variables for one kind (<c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>) win over those for all
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>). They may stand in the environment or anywhere in the application's configuration.
/// Source: OpenTelemetry, "OTLP Exporter Configuration".
/// </summary>
internal static class OtlpSettings
{
    private const int GrpcPort = 4317;

    /// <param name="settings">The application's configuration, the environment included.</param>
    /// <param name="kind">TRACES, METRICS or LOGS.</param>
    public static OtlpExporterOptions Of(IConfiguration settings, string kind)
    {
        var options = new OtlpExporterOptions();
        var said = Of("ENDPOINT") ?? ForAll("ENDPOINT");

        // The specification's default, unless the address is that of gRPC.
        options.Protocol = Protocol(Read("PROTOCOL")) ?? (Uri.TryCreate(said, UriKind.Absolute, out var at) && at.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf);
        if (Uri.TryCreate(Of("ENDPOINT"), UriKind.Absolute, out var own))
        {
            options.Endpoint = own;
        }
        else if (Uri.TryCreate(ForAll("ENDPOINT"), UriKind.Absolute, out var shared))
        {
            options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{shared.AbsoluteUri.TrimEnd('/')}/v1/{kind.ToLowerInvariant()}") : shared;
        }

        options.Headers = Read("HEADERS") ?? options.Headers;
        if (int.TryParse(Read("TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var timeout))
        {
            options.TimeoutMilliseconds = timeout;
        }

        if (Read("COMPRESSION") is { } compression)
        {
            options.Compression = compression == "gzip" ? OtlpExportCompression.GZip : OtlpExportCompression.None;
        }

        return options;

        string? Read(string name) => Of(name) ?? ForAll(name);

        string? Of(string name) => settings[$"OTEL_EXPORTER_OTLP_{kind}_{name}"] is { Length: > 0 } value ? value : null;

        string? ForAll(string name) => settings[$"OTEL_EXPORTER_OTLP_{name}"] is { Length: > 0 } value ? value : null;
    }

    private static OtlpExportProtocol? Protocol(string? text) => text switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => null,
    };
}
