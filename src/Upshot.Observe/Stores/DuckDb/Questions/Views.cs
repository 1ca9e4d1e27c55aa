using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>The documented views: stable names, ids as hex, kinds and statuses as words, all attributes together.</summary>
internal static class Views
{
    private const string Hex = "lower(replace(trace_id::VARCHAR, '-', ''))";

    public static IReadOnlyList<string> Names { get; } = ["spans", "logs", "metric_points", "rollups", "objective_minutes"];

    /// <summary>
    /// The clock without a time zone, as the views' times are: DuckDB compares no TIMESTAMP_NS with a time that has one.
    /// </summary>
    public static IReadOnlyList<string> Clock { get; } =
        [
        .. new[] { "now", "get_current_timestamp", "transaction_timestamp" }.Select(name => $"CREATE OR REPLACE TEMP MACRO {name}() AS (system.main.{name}() AT TIME ZONE 'UTC')"),
        "CREATE OR REPLACE TEMP MACRO to_timestamp(seconds) AS (system.main.to_timestamp(seconds) AT TIME ZONE 'UTC')",
    ];

    /// <param name="rows">A table's stored rows, as SQL.</param>
    public static IReadOnlyDictionary<string, string> Definitions(SchemaTranslator translator, Func<string, string> rows) => new Dictionary<string, string>
    {
        ["spans"] = $"SELECT {Hex} AS trace_id, printf('%016x', span_id) AS span_id, coalesce(printf('%016x', parent_span_id), '') AS parent_span_id, * EXCLUDE (trace_id, span_id, parent_span_id) REPLACE ({Words("kind", SpanKinds.Names)} AS kind, {Words("status", SpanKinds.StatusNames)} AS status, {Attributes(translator, TelemetrySignal.Traces)} AS attributes) FROM ({translator.Rows(TelemetrySignal.Traces, rows("spans"))})",
        ["logs"] = $"SELECT time, make_timestamp_ns(epoch_ns(time) + observed_delay_ns) AS observed_time, {Hex} AS trace_id, printf('%016x', span_id) AS span_id, * EXCLUDE (time, observed_delay_ns, trace_id, span_id) REPLACE ({Attributes(translator, TelemetrySignal.Logs)} AS attributes) FROM ({translator.Rows(TelemetrySignal.Logs, rows("logs"))})",
        ["metric_points"] = $"SELECT * REPLACE ({Attributes(translator, TelemetrySignal.Metrics)} AS attributes) FROM ({translator.Rows(TelemetrySignal.Metrics, rows("metric_points"))})",
        ["rollups"] = $"SELECT * REPLACE ({Words("kind", SpanKinds.Names)} AS kind) FROM ({translator.Operations(rows("rollups"))})",
        ["objective_minutes"] = translator.Definitions(rows("objective_minutes")),
    };

    /// <summary>
    /// All attributes of a record as JSON: those that have columns of their own, and the rest. Patching takes away keys without
    /// a value; the rest is put behind as it is, for a sender may have said null, or a key twice.
    /// </summary>
    private static string Attributes(SchemaTranslator translator, TelemetrySignal signal)
    {
        var all = string.Join(", ", translator.SchemaOf(signal).Columns.Where(c => c.Attribute is not null).Select(c => $"{Sql.Text(c.Attribute!)}, {Json(c)}"));
        var own = $"json_merge_patch('{{}}'::JSON, json_object({all}))::VARCHAR";
        return $"CASE WHEN {own} = '{{}}' THEN attributes WHEN attributes IS NULL THEN {own} ELSE left({own}, -1) || ',' || substr(attributes, 2) END";
    }

    /// <summary>JSON has no infinite numbers and none that is no number: they are texts, as in OTLP.</summary>
    private static string Json(Column column)
    {
        var name = $"\"{column.Name}\"";
        return column.Type == ColumnType.Double
            ? $"CASE WHEN isnan({name}) THEN to_json('NaN') WHEN isinf({name}) THEN to_json(CASE WHEN {name} > 0 THEN 'Infinity' ELSE '-Infinity' END) ELSE to_json({name}) END"
            : name;
    }

    private static string Words(string column, string[] words) => $"{Sql.List(words)}[{column}::INTEGER + 1]";
}
