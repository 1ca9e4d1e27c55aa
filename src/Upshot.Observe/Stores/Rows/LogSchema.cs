using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>The columns of log records.</summary>
internal static class LogSchema
{
    public const int Time = 0, ObservedDelay = 1, Service = 2, Severity = 3, SeverityText = 4, Body = 5, EventName = 6, TraceId = 7, SpanId = 8,
        Flags = 9, DroppedAttributes = 10, Version = 11, Attributes = 17;

    // Attributes and what follows come from a record's attributes: a query that reads none of them skips those.
    private static readonly Column[] Fields =
    [
        new("time", ColumnType.Timestamp),
        new("observed_delay_ns", ColumnType.Integer),
        new("service", ColumnType.Text),
        new("severity", ColumnType.TinyInteger),
        new("severity_text", ColumnType.Text),
        new("body", ColumnType.Text),
        new("event_name", ColumnType.Text),
        new("trace_id", ColumnType.Uuid),
        new("span_id", ColumnType.Unsigned),
        new("flags", ColumnType.Integer),
        new("dropped_attributes", ColumnType.Integer),
        .. ResourceWriter.Columns,
        new("attributes", ColumnType.Json),
    ];

    public static TableSchema With(IEnumerable<Column> declared) =>
        new(TelemetrySignal.Logs, "logs", "service, body, time", Fields, WellKnownAttributes.OfLogs.Concat(declared));
}
