using Upshot.Answers.Traces;
using Upshot.Evidence;

namespace Upshot.Answers.Statements;

/// <summary>Traces, and what their spans call.</summary>
internal static class TraceStatements
{
    public static IReadOnlyList<Statement> Found(TraceFilterQuestion question)
    {
        var top = question.Operation is { } operation ? $"operation = {SqlText.Of(operation)}" : "(parent_span_id = '' OR parent_span_id = span_id)";
        return
        [
            new(
                question.Operation is null ? "Spans without a parent; the page adds entry spans whose trace has none." : "Entry spans of the operation.",
                $"SELECT trace_id, service, version, name, start_time, duration_ns / 1e6 AS ms, status FROM spans WHERE {top} AND {SqlText.Within("start_time", question.Range)}{SqlText.And("service", question.Service)}{SqlText.And("version", question.Version)}{(question.OnlyFailed ? " AND status = 'error'" : "")}{(question.SlowerThanMillis is { } least ? $" AND duration_ns > {SqlText.Number(least * 1e6)}" : "")} ORDER BY {(question.SlowestFirst ? "duration_ns" : "start_time")} DESC LIMIT {question.Limit}"),
        ];
    }

    public static IReadOnlyList<Statement> Spans(string trace) =>
        [new("All spans of the trace; the critical path is computed from them.", $"SELECT * FROM spans WHERE trace_id = {SqlText.Of(trace)} ORDER BY start_time")];

    public static IReadOnlyList<Statement> Logs(string trace) => [new("Log records that name the trace.", $"SELECT * FROM logs WHERE trace_id = {SqlText.Of(trace)} ORDER BY time")];

    public static IReadOnlyList<Statement> Compared(TraceComparison compared) =>
    [
        Statement.None("No statement gives paths: time is put on them along the critical path."),
        new("Spans of both traces.", $"SELECT * FROM spans WHERE trace_id IN ({SqlText.Of([compared.TraceId, compared.Other])}) ORDER BY trace_id, start_time"),
    ];

    public static IReadOnlyList<Statement> Calls(TimeRange range, string? environment)
    {
        // The span that calls may have begun before.
        var around = new TimeRange(range.From - Observe.Stores.Questions.CallQuestion.Apart, range.To + Observe.Stores.Questions.CallQuestion.Apart);
        var counted = $"{SqlText.Within("start_time", range)}{SqlText.And("environment", environment)}";
        return
        [
            new(
                "Calls by what spans stand for: between services, from outside, and to databases, queues and hosts.",
                $"WITH s AS (SELECT trace_id, span_id, parent_span_id, service, environment, kind, start_time, status, duration_ns, adjusted_count, coalesce(nullif(db_system_name, ''), nullif(db_system, '')) AS db, coalesce(nullif(db_namespace, ''), nullif(db_name, '')) AS db_part, nullif(messaging_system, '') AS queue, nullif(messaging_destination_name, '') AS topic, nullif(server_address, '') AS host FROM spans WHERE {SqlText.Within("start_time", around)}), "
                + "entries AS (SELECT * FROM s WHERE kind IN ('server', 'consumer')), "
                + $"calls AS (SELECT p.service AS caller, e.service AS callee, e.* FROM (SELECT * FROM entries WHERE {counted}) e JOIN s p ON e.trace_id = p.trace_id AND e.parent_span_id = p.span_id WHERE e.service <> p.service "
                + $"UNION ALL SELECT '', service, * FROM entries WHERE {counted} AND parent_span_id IN ('', span_id) "
                + $"UNION ALL SELECT service, coalesce(db || coalesce(' ' || db_part, ''), queue || coalesce(' ' || topic, ''), host), * FROM s WHERE {counted} AND kind IN ('client', 'producer') AND coalesce(db, queue, host) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.trace_id = s.trace_id AND e.parent_span_id = s.span_id AND e.service <> s.service)) "
                + "SELECT caller, callee, sum(adjusted_count) AS calls, coalesce(sum(adjusted_count) FILTER (status = 'error'), 0) AS failed, quantile_disc(duration_ns, 0.5) / 1e6 AS p50_ms, quantile_disc(duration_ns, 0.95) / 1e6 AS p95_ms FROM calls GROUP BY ALL ORDER BY calls DESC, caller, callee"),
        ];
    }

    public static IReadOnlyList<Statement> Flag(string flag, TimeRange range)
    {
        var (name, minutes) = (SqlText.Of(flag), TimeSpan.FromMinutes(5));
        var around = new TimeRange(range.From - minutes, range.To + minutes);
        return
        [
            new(
                "Requests by the one variant that their trace evaluated, whether a span, an event or a log record says so.",
                $"WITH drawn AS (SELECT trace_id, feature_flag_result_variant AS variant FROM spans WHERE feature_flag_key = {name} AND {SqlText.Within("start_time", around)} "
                + $"UNION ALL SELECT trace_id, item->'attributes'->>'$.\"feature_flag.result.variant\"' FROM (SELECT trace_id, unnest(from_json(events, '[\"JSON\"]')) AS item FROM spans WHERE contains(events::VARCHAR, {name}) AND {SqlText.Within("start_time", around)}) WHERE item->'attributes'->>'$.\"feature_flag.key\"' = {name} "
                + $"UNION ALL SELECT trace_id, feature_flag_result_variant FROM logs WHERE feature_flag_key = {name} AND {SqlText.Within("time", around)}), "
                + "chosen AS (SELECT trace_id, min(variant) AS variant FROM drawn WHERE coalesce(variant, '') <> '' GROUP BY trace_id HAVING count(DISTINCT variant) = 1) "
                + $"SELECT operation, service, environment, chosen.variant, round(sum(adjusted_count))::BIGINT AS requests, round(coalesce(sum(adjusted_count) FILTER (status = 'error'), 0))::BIGINT AS failed, quantile_disc(duration_ns, 0.5) / 1e6 AS p50_ms FROM spans JOIN chosen USING (trace_id) WHERE operation IS NOT NULL AND {SqlText.Within("start_time", range)} GROUP BY ALL ORDER BY ALL"),
            Statement.None("Intervals and thirds of load are computed, and in no statement."),
        ];
    }
}
