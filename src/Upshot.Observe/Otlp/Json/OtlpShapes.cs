using static Upshot.Observe.Otlp.Json.FieldKind;
using static Upshot.Observe.Otlp.Json.OtlpCommonShapes;

namespace Upshot.Observe.Otlp.Json;

/// <summary>The messages of OTLP, as far as an export request reaches.</summary>
/// <remarks>Source: opentelemetry-proto 1.8, common/v1, resource/v1, trace/v1, metrics/v1, logs/v1 and collector/*/v1.</remarks>
internal static class OtlpShapes
{
    private static readonly Shape Span = new("Span")
    {
        Fields =
        [
            new("trace_id", 1, Id), new("span_id", 2, Id), new("trace_state", 3, Text), new("parent_span_id", 4, Id),
            new("name", 5, Text),
            new("kind", 6, FieldKind.Enum, symbols:
            [
                "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER",
                "SPAN_KIND_CONSUMER",
            ]),
            new("start_time_unix_nano", 7, Fixed64), new("end_time_unix_nano", 8, Fixed64), Attributes(9),
            new("dropped_attributes_count", 10, Uint32),
            new("events", 11, Message, repeated: true, message: new Shape("Event")
            {
                Fields = [new("time_unix_nano", 1, Fixed64), new("name", 2, Text), Attributes(3), new("dropped_attributes_count", 4, Uint32)],
            }),
            new("dropped_events_count", 12, Uint32),
            new("links", 13, Message, repeated: true, message: new Shape("Link")
            {
                Fields =
                [
                    new("trace_id", 1, Id), new("span_id", 2, Id), new("trace_state", 3, Text), Attributes(4),
                    new("dropped_attributes_count", 5, Uint32), new("flags", 6, Fixed32),
                ],
            }),
            new("dropped_links_count", 14, Uint32),
            new("status", 15, Message, message: new Shape("Status")
            {
                Fields =
                [
                    new("message", 2, Text),
                    new("code", 3, FieldKind.Enum, symbols: ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"]),
                ],
            }),
            new("flags", 16, Fixed32),
        ],
    };

    private static readonly Shape LogRecord = new("LogRecord")
    {
        Fields =
        [
            new("time_unix_nano", 1, Fixed64), new("observed_time_unix_nano", 11, Fixed64),
            new("severity_number", 2, FieldKind.Enum, symbols: Severities()), new("severity_text", 3, Text),
            new("body", 5, Message, message: OtlpCommonShapes.AnyValue), Attributes(6), new("dropped_attributes_count", 7, Uint32),
            new("flags", 8, Fixed32), new("trace_id", 9, Id), new("span_id", 10, Id), new("event_name", 12, Text),
        ],
    };

    public static readonly Shape TracesRequest = Request("spans", "spans", Span);

    public static readonly Shape LogsRequest = Request("logs", "log_records", LogRecord);

    public static readonly Shape MetricsRequest = Request("metrics", "metrics", OtlpMetricShapes.Metric);

    public static Shape RequestOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => TracesRequest,
        TelemetrySignal.Metrics => MetricsRequest,
        _ => LogsRequest,
    };

    /// <summary>All three requests are alike: resources, in them scopes, in them the items.</summary>
    private static Shape Request(string plural, string items, Shape item) => new("request")
    {
        Fields =
        [
            new($"resource_{plural}", 1, Message, repeated: true, message: new Shape("of a resource")
            {
                Fields =
                [
                    new("resource", 1, Message, message: Resource),
                    new($"scope_{plural}", 2, Message, repeated: true, message: new Shape("of a scope")
                    {
                        Fields =
                        [
                            new("scope", 1, Message, message: OtlpCommonShapes.Scope),
                            new(items, 2, Message, repeated: true, message: item),
                            new("schema_url", 3, Text),
                        ],
                    }),
                    new("schema_url", 3, Text),
                ],
            }),
        ],
    };

    private static string[] Severities() =>
    [
        "SEVERITY_NUMBER_UNSPECIFIED",
        .. from level in (string[])["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
           from step in (string[])["", "2", "3", "4"]
           select $"SEVERITY_NUMBER_{level}{step}",
    ];
}
