using Upshot.Answers;

namespace Upshot.Doctor;

/// <summary>The line that mends what senders do wrong, by the reason that answers and metrics give for it.</summary>
internal static class Remedies
{
    private const string SmallBatches = "export OTEL_BSP_MAX_EXPORT_BATCH_SIZE=128 OTEL_BLRP_MAX_EXPORT_BATCH_SIZE=128";

    /// <summary>Null: no one line does.</summary>
    /// <param name="httpEndpoint">Where the server takes OTLP over HTTP.</param>
    public static string? Of(ServiceNotice notice, string httpEndpoint) => notice.Reason switch
    {
        "clock_ahead" => "sudo timedatectl set-ntp true",
        "encoding_not_spoken" => "export OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
        "no_otlp" or "invalid" or "media_type_not_spoken" => $"export {SdkSettings.Protocol}=http/protobuf",
        "other_signal" or "unknown_path" => $"unset OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_EXPORTER_OTLP_LOGS_ENDPOINT; export {SdkSettings.Endpoint}={httpEndpoint}",
        "older_than_kept" => "retention: { spans: 90d, logs: 90d, metrics: 90d }",
        "too_many_values" or "too_many_routes" => "cost: { max_series: 1000000 }",
        "too_large" or "too_slow" or "busy" => SmallBatches,
        "unavailable" => "df -h .; upshot status",
        // A collector sends a batch again that it has no answer to in time.
        "repeated" or "same_ids" or "repeats_forgotten" => "exporters: { otlphttp: { timeout: 30s } }",
        "weight_not_believed" => "export OTEL_PROPAGATORS=tracecontext,baggage OTEL_TRACES_SAMPLER=parentbased_always_on",
        "value_cut" => "export OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=65536",
        // The library that is at fault stands in the records. No name of a service: a sender makes it up, and this is pasted into a shell.
        "no_duration" => "upshot query \"SELECT service, scope_name, name, start_time FROM spans WHERE duration_ns < 0 ORDER BY start_time DESC LIMIT 20\"",
        "wrong_time_unit" => "upshot query \"SELECT service, scope_name, name, start_time FROM spans WHERE start_time < TIMESTAMP '1971-01-01' LIMIT 20\"",
        "name_cut" => "upshot query \"SELECT service, scope_name, name[:80] FROM spans WHERE strlen(name) >= 1024 LIMIT 20\"",
        "refused" or "attribute_twice" => "upshot verify --plan plan -- COMMAND",
        _ => null,
    };
}
