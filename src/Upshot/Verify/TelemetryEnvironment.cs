namespace Upshot.Verify;

/// <summary>The variables that lead an application's telemetry to the receiver, soon and whole.</summary>
internal static class TelemetryEnvironment
{
    /// <summary>What would lead one signal elsewhere, or need secrets that the receiver does not know.</summary>
    private static readonly string[] s_removed =
    [
        "OTEL_SDK_DISABLED",
        .. from signal in (string[])["TRACES_", "METRICS_", "LOGS_"]
           from setting in (string[])["ENDPOINT", "PROTOCOL", "HEADERS", "CERTIFICATE", "CLIENT_KEY", "CLIENT_CERTIFICATE", "INSECURE"]
           select $"OTEL_EXPORTER_OTLP_{signal}{setting}",
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
    ];

    /// <param name="get">Reads a variable of the caller: the protocol and intervals that somebody chose stay.</param>
    public static IReadOnlyDictionary<string, string?> For(Uri http, Uri grpc, Func<string, string?> get)
    {
        var variables = s_removed.ToDictionary(name => name, _ => (string?)null);
        var protocol = get("OTEL_EXPORTER_OTLP_PROTOCOL") is { Length: > 0 } chosen ? chosen : "http/protobuf";
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? grpc : http).ToString().TrimEnd('/');
        variables["OTEL_TRACES_EXPORTER"] = "otlp";
        variables["OTEL_METRICS_EXPORTER"] = "otlp";
        variables["OTEL_LOGS_EXPORTER"] = "otlp";
        Default("OTEL_BSP_SCHEDULE_DELAY", "200");
        Default("OTEL_BLRP_SCHEDULE_DELAY", "200");
        Default("OTEL_METRIC_EXPORT_INTERVAL", "1000");
        Default("OTEL_BSP_MAX_QUEUE_SIZE", "65536");
        Default("OTEL_BLRP_MAX_QUEUE_SIZE", "65536");
        variables["UPSHOT_VERIFY"] = "1";
        return variables;

        void Default(string name, string value) => variables[name] = get(name) is { Length: > 0 } chosen ? chosen : value;
    }
}
