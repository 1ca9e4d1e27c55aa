using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>The columns of spans.</summary>
internal static class SpanSchema
{
    public const int TraceId = 0, SpanId = 1, ParentSpanId = 2, StartTime = 3, Duration = 4, Service = 5, Name = 6, Kind = 7, Status = 8,
        StatusMessage = 9, Version = 10,
        TraceState = 16, AdjustedCount = 17, Operation = 18, Attributes = 19, Events = 20, Links = 21;

    /// <summary>Nanoseconds that stand for none: the end is before the start, or beyond the year 2262.</summary>
    public const long NoDuration = -1;

    // Operation and what follows come from a span's attributes and events: a query that reads none of them skips those.
    private static readonly Column[] Fields =
    [
        new("trace_id", ColumnType.Uuid),
        new("span_id", ColumnType.Unsigned),
        new("parent_span_id", ColumnType.Unsigned),
        new("start_time", ColumnType.Timestamp),
        new("duration_ns", ColumnType.Integer),
        new("service", ColumnType.Text),
        new("name", ColumnType.Text),
        new("kind", ColumnType.TinyInteger),
        new("status", ColumnType.TinyInteger),
        new("status_message", ColumnType.Text),
        .. ResourceWriter.Columns,
        new("trace_state", ColumnType.Text),
        new("adjusted_count", ColumnType.Double),
        new("operation", ColumnType.Text),
        new("attributes", ColumnType.Json),
        new("events", ColumnType.Json),
        new("links", ColumnType.Json),
    ];

    public static TableSchema With(IEnumerable<Column> declared) =>
        new(TelemetrySignal.Traces, "spans", "service, name, start_time", Fields, WellKnownAttributes.OfSpans.Concat(declared));

    /// <summary>Columns that spans have without any plan, by their names.</summary>
    public static Column[] Named(params ReadOnlySpan<string> names)
    {
        var columns = new Column[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i];
            columns[i] = Fields.Concat(WellKnownAttributes.OfSpans).First(c => c.Name == name);
        }

        return columns;
    }
}
