using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>The columns of metric data points: one row each, whatever their kind.</summary>
internal static class MetricSchema
{
    public const int Time = 0, Service = 1, Name = 2, Unit = 3, Kind = 4, Temporality = 5, Monotonic = 6, StartTime = 7, Value = 8, ValueInt = 9,
        Count = 10, Sum = 11, Min = 12, Max = 13, Bounds = 14, BucketCounts = 15, Exponential = 16, Quantiles = 17, Exemplars = 18, Flags = 19,
        Version = 20, Signals = 26, Series = 27, Attributes = 28;

    // Series and what follows come from a point's attributes: a query that reads none of them skips those.
    private static readonly Column[] Fields =
    [
        new("time", ColumnType.Timestamp),
        new("service", ColumnType.Text),
        new("name", ColumnType.Text),
        new("unit", ColumnType.Text),
        new("kind", ColumnType.Text),
        new("temporality", ColumnType.Text),
        new("monotonic", ColumnType.Boolean),
        new("start_time", ColumnType.Timestamp),
        new("value", ColumnType.Double),
        new("value_int", ColumnType.Integer),
        new("count", ColumnType.Unsigned),
        new("sum", ColumnType.Double),
        new("min", ColumnType.Double),
        new("max", ColumnType.Double),
        new("bounds", ColumnType.Json),
        new("bucket_counts", ColumnType.Json),
        new("exponential", ColumnType.Json),
        new("quantiles", ColumnType.Json),
        new("exemplars", ColumnType.Json),
        new("flags", ColumnType.Integer),
        .. ResourceWriter.Columns,
        new("signals", ColumnType.Text),
        new("series", ColumnType.Unsigned),
        new("attributes", ColumnType.Json),
    ];

    public static TableSchema With(IEnumerable<Column> declared) =>
        new(TelemetrySignal.Metrics, "metric_points", "service, name, series, time", Fields, WellKnownAttributes.OfMetrics.Concat(declared));
}
