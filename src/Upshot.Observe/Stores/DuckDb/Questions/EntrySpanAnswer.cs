using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

internal static class EntrySpanAnswer
{
    public static IReadOnlyList<EntrySpans> Of(QuerySession session, EntrySpanQuestion question) => session.Read(
        $"""
         SELECT service, coalesce(http_route, '') AS route, name, kind, parent_span_id IS NULL AS is_root, count(*) AS n, count(*) FILTER (WHERE contains(trace_state, 'th:'))
         FROM ({session.Spans(Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))})
         WHERE (kind IN ({SpanKinds.Server}, {SpanKinds.Consumer}) OR parent_span_id IS NULL) AND {Sql.Within("start_time", question.Range)}
         GROUP BY service, route, name, kind, is_root ORDER BY n DESC, service, route, name, kind, is_root LIMIT {question.Limit}
         """,
        r => new EntrySpans(r.GetString(0), r.GetString(1), r.GetString(2), SpanKinds.Names[r.GetByte(3)], r.GetBoolean(4), r.GetInt64(5), r.GetInt64(6)));
}
