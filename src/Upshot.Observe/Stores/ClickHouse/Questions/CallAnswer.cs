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
        var (from, to) = Nanos.Around(question.Range, CallQuestion.Apart, CallQuestion.Apart);
        var around = $"FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", from, to)}";
        var counted = $"{Literal.Within("start_time", Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))}{(question.Environment is { } only ? $" AND environment = {Literal.Text(only)}" : "")}";
        var entries = $"SELECT trace_id, parent_span_id, start_time AS called_at, toString(service) AS callee, toUInt8({counted}) AS is_counted, status = {RecordFields.Failed} AS failed, {Histograms.Bucket} AS bucket, adjusted_count AS weight {around} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) AND parent_span_id != 0";
        var all = $"SELECT trace_id, span_id, start_time AS asked_at, toString(service) AS caller {around}";
        var answered = $"SELECT caller, callee, is_counted, weight, failed, bucket, trace_id, span_id FROM ({entries}) AS e GLOBAL INNER JOIN ({all}) AS p ON e.trace_id = p.trace_id AND e.parent_span_id = p.span_id WHERE caller != callee AND abs(toUnixTimestamp64Nano(called_at) - toUnixTimestamp64Nano(asked_at)) <= {CallQuestion.Apart.Ticks * 100}";
        const string db = "coalesce(nullIf(toString(db_system_name), ''), nullIf(toString(db_system), ''))", queue = "nullIf(toString(messaging_system), '')";
        static string Then(string column) => $"ifNull(concat(' ', nullIf(toString({column}), '')), '')";
        return await session.ReadAsync(
            $"""
             SELECT caller, callee, sort, sum(weight) AS n, sumIf(weight, failed), sumMap(map(bucket, weight)) AS summed, mapKeys(summed), mapValues(summed) FROM (
                 SELECT caller, callee, 'service' AS sort, weight, failed, bucket FROM ({answered}) WHERE is_counted
                 UNION ALL
                 SELECT '' AS caller, toString(service) AS callee, 'service' AS sort, adjusted_count AS weight, status = {RecordFields.Failed} AS failed, {Histograms.Bucket} AS bucket {around} AND {counted} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) AND (parent_span_id = 0 OR parent_span_id = span_id)
                 UNION ALL
                 SELECT caller, callee, sort, weight, failed, bucket FROM (
                     SELECT trace_id, span_id, toString(service) AS caller,
                            ifNull(coalesce(concat({db}, if({Then("db_namespace")} != '', {Then("db_namespace")}, {Then("db_name")})), concat({queue}, {Then("messaging_destination_name")}), toString(server_address)), '') AS callee,
                            multiIf(isNotNull({db}), 'database', isNotNull({queue}), 'messaging', 'external') AS sort, adjusted_count AS weight, status = {RecordFields.Failed} AS failed, {Histograms.Bucket} AS bucket
                     {around} AND {counted} AND kind IN ({SpanKinds.Client}, {SpanKinds.Producer}))
                 WHERE callee != '' AND (trace_id, span_id) GLOBAL NOT IN (SELECT trace_id, span_id FROM ({answered})))
             GROUP BY caller, callee, sort ORDER BY n DESC, caller, callee, sort LIMIT {question.Limit}
             """,
            r =>
            {
                var (buckets, weights) = (r.GetFieldValue<int[]>(6), r.GetFieldValue<double[]>(7));
                var sum = new CallSum();
                for (var i = 0; i < buckets.Length; i++)
                {
                    sum.Add(buckets[i], weights[i], 0);
                }

                return sum.Told(new("", r.GetString(0), r.GetString(1), r.GetString(2))) with { Errors = r.GetDouble(4) };
            });
    }
}
