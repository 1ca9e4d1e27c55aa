using static Upshot.Observe.Otlp.Json.FieldKind;
using static Upshot.Observe.Otlp.Json.OtlpCommonShapes;

namespace Upshot.Observe.Otlp.Json;

/// <summary>The messages of a metric and its data points.</summary>
internal static class OtlpMetricShapes
{
    private static readonly Field Start = new("start_time_unix_nano", 2, Fixed64);

    private static readonly Field Time = new("time_unix_nano", 3, Fixed64);

    private static readonly Field Temporality = new("aggregation_temporality", 2, FieldKind.Enum, symbols:
    [
        "AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA", "AGGREGATION_TEMPORALITY_CUMULATIVE",
    ]);

    private static readonly Shape Exemplar = new("Exemplar")
    {
        Fields =
        [
            Attributes(7, "filtered_attributes"), new("time_unix_nano", 2, Fixed64), new("as_double", 3, FieldKind.Double),
            new("as_int", 6, SFixed64), new("span_id", 4, Id), new("trace_id", 5, Id),
        ],
    };

    private static readonly Shape NumberDataPoint = new("NumberDataPoint")
    {
        Fields =
        [
            Attributes(7), Start, Time, new("as_double", 4, FieldKind.Double), new("as_int", 6, SFixed64), Exemplars(5),
            new("flags", 8, Uint32),
        ],
    };

    private static readonly Shape HistogramDataPoint = new("HistogramDataPoint")
    {
        Fields =
        [
            Attributes(9), Start, Time, new("count", 4, Fixed64), new("sum", 5, FieldKind.Double),
            new("bucket_counts", 6, Fixed64, repeated: true), new("explicit_bounds", 7, FieldKind.Double, repeated: true), Exemplars(8),
            new("flags", 10, Uint32), new("min", 11, FieldKind.Double), new("max", 12, FieldKind.Double),
        ],
    };

    private static readonly Shape Buckets = new("Buckets")
    {
        Fields = [new("offset", 1, Sint32), new("bucket_counts", 2, Uint64, repeated: true)],
    };

    private static readonly Shape ExponentialHistogramDataPoint = new("ExponentialHistogramDataPoint")
    {
        Fields =
        [
            Attributes(1), Start, Time, new("count", 4, Fixed64), new("sum", 5, FieldKind.Double), new("scale", 6, Sint32),
            new("zero_count", 7, Fixed64), new("positive", 8, Message, message: Buckets), new("negative", 9, Message, message: Buckets),
            new("flags", 10, Uint32), Exemplars(11), new("min", 12, FieldKind.Double), new("max", 13, FieldKind.Double),
            new("zero_threshold", 14, FieldKind.Double),
        ],
    };

    private static readonly Shape SummaryDataPoint = new("SummaryDataPoint")
    {
        Fields =
        [
            Attributes(7), Start, Time, new("count", 4, Fixed64), new("sum", 5, FieldKind.Double),
            new("quantile_values", 6, Message, repeated: true, message: new Shape("ValueAtQuantile")
            {
                Fields = [new("quantile", 1, FieldKind.Double), new("value", 2, FieldKind.Double)],
            }),
            new("flags", 8, Uint32),
        ],
    };

    public static readonly Shape Metric = new("Metric")
    {
        Fields =
        [
            new("name", 1, Text), new("description", 2, Text), new("unit", 3, Text),
            Data("gauge", 5, NumberDataPoint), Data("sum", 7, NumberDataPoint, Temporality, new("is_monotonic", 3, Bool)),
            Data("histogram", 9, HistogramDataPoint, Temporality),
            Data("exponential_histogram", 10, ExponentialHistogramDataPoint, Temporality), Data("summary", 11, SummaryDataPoint),
            Attributes(12, "metadata"),
        ],
    };

    private static Field Exemplars(int number) => new("exemplars", number, Message, repeated: true, message: Exemplar);

    private static Field Data(string name, int number, Shape point, params Field[] more) => new(name, number, Message, message: new Shape(name)
    {
        Fields = [new("data_points", 1, Message, repeated: true, message: point), .. more],
    });
}
