using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Calls between services by the parents of their entry spans; of calls that no stored span answers, by what the caller says it asked.</summary>
internal static class CallAnswer
{
    public static async Task<IReadOnlyList<ServiceCall>> OfAsync(ClickHouseSession session, CallQuestion question)
    {
        var within = $"FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", question.Range)}{(question.Environment is { } only ? $" AND environment = {Literal.Text(only)}" : "")}";
        var entries = $"SELECT trace_id, parent_span_id, toString(service) AS callee, status = {RecordFields.Failed} AS failed, duration_ns, adjusted_count AS weight {within} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) AND parent_span_id != 0";
        var all = $"SELECT trace_id, span_id, toString(service) AS caller {within}";
        var answered = $"SELECT caller, callee, weight, failed, duration_ns, trace_id, span_id FROM ({entries}) AS e GLOBAL INNER JOIN ({all}) AS p ON e.trace_id = p.trace_id AND e.parent_span_id = p.span_id WHERE caller != callee";
        const string db = "coalesce(nullIf(toString(db_system_name), ''), nullIf(toString(db_system), ''))", queue = "nullIf(toString(messaging_system), '')";
        return await session.ReadAsync(
            $"""
             SELECT caller, callee, sort, sum(weight) AS n, sumIf(weight, failed), quantileExactInclusive(0.5)(duration_ns / 1e6), quantileExactInclusive(0.95)(duration_ns / 1e6) FROM (
                 SELECT caller, callee, 'service' AS sort, weight, failed, duration_ns FROM ({answered})
                 UNION ALL
                 SELECT '' AS caller, toString(service) AS callee, 'service' AS sort, adjusted_count AS weight, status = {RecordFields.Failed} AS failed, duration_ns {within} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) AND (parent_span_id = 0 OR parent_span_id = span_id)
                 UNION ALL
                 SELECT caller, callee, sort, weight, failed, duration_ns FROM (
                     SELECT trace_id, span_id, toString(service) AS caller,
                            ifNull(coalesce(concat({db}, ifNull(concat(' ', coalesce(toString(db_namespace), toString(db_name))), '')), concat({queue}, ifNull(concat(' ', toString(messaging_destination_name)), '')), toString(server_address)), '') AS callee,
                            multiIf(isNotNull({db}), 'database', isNotNull({queue}), 'messaging', 'external') AS sort, adjusted_count AS weight, status = {RecordFields.Failed} AS failed, duration_ns
                     {within} AND kind IN (3, 4))
                 WHERE callee != '' AND (trace_id, span_id) GLOBAL NOT IN (SELECT trace_id, span_id FROM ({answered})))
             GROUP BY caller, callee, sort ORDER BY n DESC, caller, callee, sort LIMIT {question.Limit}
             """,
            r => new ServiceCall(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDouble(3), r.GetDouble(4), r.GetDouble(5), r.GetDouble(6)));
    }
}
