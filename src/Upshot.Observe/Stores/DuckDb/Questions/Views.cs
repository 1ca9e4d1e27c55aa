using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>The documented views, over one snapshot: stable names, ids as hex, kinds and statuses as words.</summary>
internal static class Views
{
    private const string Hex = "lower(replace(trace_id::VARCHAR, '-', ''))";

    public static void Create(QuerySession asked)
    {
        View(asked, "spans", $"SELECT {Hex} AS trace_id, printf('%016x', span_id) AS span_id, coalesce(printf('%016x', parent_span_id), '') AS parent_span_id, * EXCLUDE (trace_id, span_id, parent_span_id) REPLACE ({Words("kind", SpanKinds.Names)} AS kind, {Words("status", SpanKinds.StatusNames)} AS status) FROM ({asked.Rows(TelemetrySignal.Traces, "spans")})");
        View(asked, "logs", $"SELECT time, make_timestamp_ns(epoch_ns(time) + observed_delay_ns) AS observed_time, {Hex} AS trace_id, printf('%016x', span_id) AS span_id, * EXCLUDE (time, observed_delay_ns, trace_id, span_id) FROM ({asked.Rows(TelemetrySignal.Logs, "logs")})");
        View(asked, "metric_points", asked.Rows(TelemetrySignal.Metrics, "metric_points"));
        View(asked, "rollups", $"SELECT * REPLACE ({Words("kind", SpanKinds.Names)} AS kind) FROM ({asked.Rollups})");
        View(asked, "objective_minutes", asked.ObjectiveMinutes);
    }

    private static void View(QuerySession asked, string name, string query) =>
        Catalog.Execute(asked.Connection, $"CREATE OR REPLACE TEMP VIEW {name} AS {query}");

    private static string Words(string column, string[] words) => $"{Sql.List(words)}[{column}::INTEGER + 1]";
}
