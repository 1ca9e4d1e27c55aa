using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Calls between services by the parents of their entry spans; of calls that no stored span answers, by what the caller says it asked.</summary>
internal static class CallAnswer
{
    public static IReadOnlyList<ServiceCall> Of(QuerySession session, CallQuestion question) => session.Read(
        $"""
         WITH s AS MATERIALIZED (
             SELECT trace_id, span_id, parent_span_id, service, kind, status = {RecordFields.Failed} AS failed, duration_ns, adjusted_count AS weight,
                    coalesce(db_system_name, db_system) AS db, coalesce(db_namespace, db_name) AS db_part, messaging_system AS queue, messaging_destination_name AS topic, server_address AS host
             FROM ({session.Spans(Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))}) WHERE {Sql.Within("start_time", question.Range)}{(question.Environment is { } only ? $" AND coalesce(environment, '') = {Sql.Text(only)}" : "")}),
         entries AS (SELECT * FROM s WHERE kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})),
         answered AS (
             SELECT p.service AS caller, e.service AS callee, 'service' AS kind, e.weight, e.failed, e.duration_ns, p.trace_id, p.span_id
             FROM entries e JOIN s p ON e.trace_id = p.trace_id AND e.parent_span_id = p.span_id WHERE e.service != p.service),
         calls AS (
             SELECT caller, callee, kind, weight, failed, duration_ns FROM answered
             UNION ALL
             SELECT '', service, 'service', weight, failed, duration_ns FROM entries WHERE parent_span_id IS NULL OR parent_span_id = span_id
             UNION ALL
             SELECT service, coalesce(db || CASE WHEN db_part IS NULL THEN '' ELSE ' ' || db_part END, queue || CASE WHEN topic IS NULL THEN '' ELSE ' ' || topic END, host),
                    CASE WHEN db IS NOT NULL THEN 'database' WHEN queue IS NOT NULL THEN 'messaging' ELSE 'external' END, weight, failed, duration_ns
             FROM s WHERE kind IN (3, 4) AND coalesce(db, queue, host) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answered a WHERE a.trace_id = s.trace_id AND a.span_id = s.span_id))
         SELECT caller, callee, kind, sum(weight)::DOUBLE AS n, coalesce(sum(weight) FILTER (failed), 0)::DOUBLE, quantile_cont(duration_ns / 1e6, 0.5), quantile_cont(duration_ns / 1e6, 0.95)
         FROM calls GROUP BY caller, callee, kind ORDER BY n DESC, caller, callee, kind LIMIT {question.Limit}
         """,
        r => new ServiceCall(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDouble(3), r.GetDouble(4), r.GetDouble(5), r.GetDouble(6)));
}
