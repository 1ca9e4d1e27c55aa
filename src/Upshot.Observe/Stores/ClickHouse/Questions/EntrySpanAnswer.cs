using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

internal static class EntrySpanAnswer
{
    public static async Task<IReadOnlyList<EntrySpans>> OfAsync(ClickHouseSession session, EntrySpanQuestion question) => await session.ReadAsync(
        $"""
         SELECT toString(service) AS of_service, ifNull(toString(http_route), '') AS route, toString(name) AS of_name, kind, toInt32(parent_span_id = 0) AS is_root, toInt64(count()) AS n, toInt64(countIf(position(trace_state, 'th:') > 0))
         FROM {session.Spans}
         WHERE (kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) OR parent_span_id = 0) AND {Literal.WithinMinutes("start_time", question.Range)}
         GROUP BY of_service, route, of_name, kind, is_root ORDER BY n DESC, of_service, route, of_name, kind, is_root LIMIT {question.Limit}
         """,
        r => new EntrySpans(r.GetString(0), r.GetString(1), r.GetString(2), SpanKinds.Names[r.GetByte(3)], r.GetInt32(4) != 0, r.GetInt64(5), r.GetInt64(6)));
}
