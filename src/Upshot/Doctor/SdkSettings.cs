using System.Globalization;

namespace Upshot.Doctor;

/// <summary>The variables by which OpenTelemetry's SDKs know where to send, as a service would find them that is started in this shell.</summary>
/// <remarks>Source: OpenTelemetry specification, "Environment Variable Specification" and "OTLP Exporter Configuration".</remarks>
internal static class SdkSettings
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL", Headers = "OTEL_EXPORTER_OTLP_HEADERS";
    public const int GrpcPort = 4317, HttpPort = 4318;
    private static readonly string[] s_signals = ["TRACES", "METRICS", "LOGS"];
    private static readonly string[] s_protocols = ["grpc", "http/protobuf", "http/json"];

    /// <summary>Where telemetry would go, and how; the endpoint null: nothing is said, or it is no address.</summary>
    public static (Uri? Endpoint, string Protocol) Target(Func<string, string?> get)
    {
        var protocol = Value(get, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Value(get, Protocol) ?? "http/protobuf";
        var endpoint = Value(get, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? Value(get, Endpoint);
        return (Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null, protocol);
    }

    public static IEnumerable<Diagnosis> Look(Func<string, string?> get)
    {
        if (Value(get, "OTEL_SDK_DISABLED") is { } disabled && disabled.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            yield return Diagnosis.Fault("sdk-disabled", "OTEL_SDK_DISABLED is true: a service started from this shell sends nothing.", "unset OTEL_SDK_DISABLED");
        }

        foreach (var name in s_signals.Select(s => $"OTEL_{s}_EXPORTER"))
        {
            if (Value(get, name) is { } exporter && !exporter.Split(',', StringSplitOptions.TrimEntries).Contains("otlp"))
            {
                yield return Diagnosis.Fault("exporter", $"{name} is {exporter}: this signal does not leave by OTLP.", $"export {name}=otlp");
            }
        }

        foreach (var found in s_signals.Select(s => $"{s}_").Prepend("").SelectMany(signal => Address(get, signal)))
        {
            yield return found;
        }

        foreach (var found in Naming(get).Concat(Sampling(get)))
        {
            yield return found;
        }
    }

    private static IEnumerable<Diagnosis> Address(Func<string, string?> get, string signal)
    {
        var (name, protocolName) = ($"OTEL_EXPORTER_OTLP_{signal}ENDPOINT", $"OTEL_EXPORTER_OTLP_{signal}PROTOCOL");
        if (Value(get, protocolName) is { } chosen && !s_protocols.Contains(chosen))
        {
            yield return Diagnosis.Fault("protocol", $"{protocolName} is \"{chosen}\"; there are {string.Join(", ", s_protocols)}.", $"export {protocolName}=http/protobuf");
        }

        if (Value(get, name) is not { } text)
        {
            if (signal.Length == 0 && s_signals.All(s => Value(get, $"OTEL_EXPORTER_OTLP_{s}_ENDPOINT") is null))
            {
                yield return Diagnosis.Hint("endpoint-unset", $"{Endpoint} is not set in this shell: SDKs take http://localhost:4318, or 4317 for gRPC, and some send nothing at all.", $"export {Endpoint}=http://localhost:{HttpPort}");
            }

            yield break;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return Diagnosis.Fault("endpoint", $"{name} is \"{text}\", which is no address that begins with http:// or https://.", $"export {name}=http://{text.Split("://")[^1]}");
            yield break;
        }

        var said = Value(get, protocolName) ?? Value(get, Protocol);
        var protocol = said ?? "http/protobuf";
        if (protocol == "grpc" ? uri.Port == HttpPort : uri.Port == GrpcPort)
        {
            var (right, wrong) = protocol == "grpc" ? (GrpcPort, HttpPort) : (HttpPort, GrpcPort);
            yield return Diagnosis.Fault("port", $"{name} has port {wrong}, where {(wrong == GrpcPort ? "gRPC" : "HTTP")} is spoken, and the protocol is {protocol}{(said is null ? ", which is the default" : "")}.", $"export {name}={uri.Scheme}://{uri.Host}:{right}{(uri.AbsolutePath == "/" ? "" : uri.AbsolutePath)}");
        }

        if (protocol != "grpc" && signal.Length == 0 && uri.AbsolutePath.Contains("/v1/", StringComparison.Ordinal))
        {
            yield return Diagnosis.Fault("path", $"{name} ends with {uri.AbsolutePath}: SDKs add /v1/traces themselves, and would send to {uri.AbsolutePath.TrimEnd('/')}/v1/traces.", $"export {name}={uri.GetLeftPart(UriPartial.Authority)}");
        }
        else if (protocol != "grpc" && signal.Length > 0 && uri.AbsolutePath == "/")
        {
            yield return Diagnosis.Fault("path", $"{name} has no path: SDKs take the address of one signal as it is, and would send to /.", $"export {name}={uri.GetLeftPart(UriPartial.Authority)}/v1/{signal.TrimEnd('_').ToLowerInvariant()}");
        }
    }

    private static IEnumerable<Diagnosis> Naming(Func<string, string?> get)
    {
        var attributes = (Value(get, "OTEL_RESOURCE_ATTRIBUTES") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (attributes.FirstOrDefault(a => !a.Contains('=', StringComparison.Ordinal)) is { } odd)
        {
            yield return Diagnosis.Fault("resource", $"OTEL_RESOURCE_ATTRIBUTES has \"{odd}\", which is no name=value: SDKs drop all of it.", "export OTEL_RESOURCE_ATTRIBUTES=service.version=1.0.0,deployment.environment.name=production");
        }

        if (Value(get, Headers) is { } headers && headers.Split(',').FirstOrDefault(h => !h.Contains('=', StringComparison.Ordinal)) is { } header)
        {
            yield return Diagnosis.Fault("headers", $"{Headers} has a part of {header.Length} characters without =; it is name=value, with %20 for a blank.", $"export {Headers}=authorization=Bearer%20KEY");
        }
        else if (Value(get, Headers) is { } blank && blank.Contains("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            yield return Diagnosis.Hint("headers", $"{Headers} has a blank where %20 belongs; some SDKs cut it there.", $"export {Headers}=authorization=Bearer%20KEY");
        }
    }

    private static IEnumerable<Diagnosis> Sampling(Func<string, string?> get)
    {
        switch (Value(get, "OTEL_TRACES_SAMPLER"))
        {
            case "always_off" or "parentbased_always_off":
                yield return Diagnosis.Fault("sampler", "OTEL_TRACES_SAMPLER keeps no span.", "export OTEL_TRACES_SAMPLER=parentbased_always_on");
                break;
            case "traceidratio" or "parentbased_traceidratio" when Ratio(get) is < 1:
                yield return Diagnosis.Hint("sampled", "OTEL_TRACES_SAMPLER keeps a share of the traces and does not write which (ot=th:): what is counted is too small by that share. Upshot.Instrument and the Python package upshot write it.", "export OTEL_TRACES_SAMPLER=parentbased_always_on");
                break;
        }
    }

    private static double Ratio(Func<string, string?> get) => double.TryParse(Value(get, "OTEL_TRACES_SAMPLER_ARG"), CultureInfo.InvariantCulture, out var ratio) ? ratio : 1;

    private static string? Value(Func<string, string?> get, string name) => get(name) is { Length: > 0 } value ? value.Trim() : null;
}
