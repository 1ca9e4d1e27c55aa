using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>Calls by a statement, which joins every span of the time with every other: where stored spans must be translated, or their files cannot be read without SQL.</summary>
internal static class CallStatement
{
    public static IReadOnlyList<ServiceCall> Of(QuerySession session, CallQuestion question)
    {
        var (from, to) = Nanos.Around(question.Range, CallQuestion.Apart, CallQuestion.Apart);
        var counted = $"{Sql.Within("start_time", question.Range)}{(question.Environment is { } only ? $" AND environment = {Sql.Text(only)}" : "")}";
        return session.Read(
            $"""
             WITH s AS MATERIALIZED (
                 SELECT trace_id, span_id, parent_span_id, service, coalesce(environment, '') AS environment, kind, start_time, status = {RecordFields.Failed} AS failed, {BlockAnswer.Bucket} AS bucket, adjusted_count AS weight,
                        coalesce(nullif(db_system_name, ''), nullif(db_system, '')) AS db, coalesce(nullif(db_namespace, ''), nullif(db_name, '')) AS db_part,
                        nullif(messaging_system, '') AS queue, nullif(messaging_destination_name, '') AS topic, nullif(server_address, '') AS host
                 FROM ({session.Spans(from, to)}) WHERE start_time >= {Sql.Time(from)} AND start_time < {Sql.Time(to)}),
             entries AS (SELECT * FROM s WHERE kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})),
             calls AS (
                 SELECT p.service AS caller, e.service AS callee, 'service' AS sort, e.weight, e.failed, e.bucket
                 FROM (SELECT * FROM entries WHERE {counted}) e JOIN s p ON e.trace_id = p.trace_id AND e.parent_span_id = p.span_id WHERE e.service != p.service AND {Near("e", "p")}
                 UNION ALL
                 SELECT '', service, 'service', weight, failed, bucket FROM entries WHERE {counted} AND (parent_span_id IS NULL OR parent_span_id = span_id)
                 UNION ALL
                 SELECT service, coalesce(db || coalesce(' ' || db_part, ''), queue || coalesce(' ' || topic, ''), host),
                        CASE WHEN db IS NOT NULL THEN 'database' WHEN queue IS NOT NULL THEN 'messaging' ELSE 'external' END, weight, failed, bucket
                 FROM s WHERE {counted} AND kind IN ({SpanKinds.Client}, {SpanKinds.Producer}) AND coalesce(db, queue, host) IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.trace_id = s.trace_id AND e.parent_span_id = s.span_id AND e.service != s.service AND {Near("e", "s")})),
             buckets AS (SELECT caller, callee, sort, bucket, sum(weight) AS n, coalesce(sum(weight) FILTER (failed), 0) AS e FROM calls GROUP BY ALL)
             SELECT caller, callee, sort, list(bucket), list(n), list(e) FROM buckets GROUP BY caller, callee, sort ORDER BY sum(n) DESC, caller, callee, sort LIMIT {question.Limit}
             """,
            r =>
            {
                var (buckets, weights, errors) = (r.GetFieldValue<List<int>>(3), r.GetFieldValue<List<double>>(4), r.GetFieldValue<List<double>>(5));
                var sum = new CallSum();
                for (var i = 0; i < buckets.Count; i++)
                {
                    sum.Add(buckets[i], weights[i], errors[i]);
                }

                return sum.Told(new("", r.GetString(0), r.GetString(1), r.GetString(2)));
            });
    }

    private static string Near(string one, string other) => $"abs(epoch_ns({one}.start_time) - epoch_ns({other}.start_time)) <= {CallQuestion.Apart.Ticks * 100}";
}
