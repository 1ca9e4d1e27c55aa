using Upshot.Answers;

namespace Upshot.Doctor;

/// <summary>The line that mends what senders do wrong, by the reason that answers and metrics give for it.</summary>
internal static class Remedies
{
    /// <summary>Null: no one line does.</summary>
    public static string? Of(ServiceNotice notice) => notice.Reason switch
    {
        "clock_ahead" => "sudo timedatectl set-ntp true",
        "encoding_not_spoken" => "export OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
        "no_otlp" or "invalid" => $"export {SdkSettings.Protocol}=http/protobuf",
        "other_signal" => $"unset OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_EXPORTER_OTLP_LOGS_ENDPOINT; export {SdkSettings.Endpoint}=http://localhost:4318",
        "older_than_kept" => "retention: { spans: 90d, logs: 90d, metrics: 90d }",
        "too_many_values" => "cost: { max_series: 1000000 }",
        _ => null,
    };
}
