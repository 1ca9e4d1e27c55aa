using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// Spans and log records, latest first: their times at first, from the newest files on until there are enough; then the records of those times with
/// all that they say, for wide columns of what is not shown need not be read.
/// </summary>
internal static class RecordSearchAnswer
{
    public static IReadOnlyList<SpanFound> Of(QuerySession session, SpanSearch question) => Found(
        session, ofLogs: false, question.Where, question.Range, question.Limit, question.After,
        $"replace(trace_id::VARCHAR, '-', ''), printf('%016x', span_id), epoch_ns(start_time), duration_ns, service, name, {Words("kind", SpanKinds.Names)}, {Words("status", SpanKinds.StatusNames)}, coalesce(status_message, ''), coalesce(version, ''), coalesce(environment, ''), coalesce(operation, '')",
        "start_time DESC, trace_id, span_id, kind, duration_ns, name",
        12,
        (r, attributes) => new SpanFound(
            r.GetString(0), r.GetString(1), r.GetInt64(2), Nanos.Milliseconds(r.GetInt64(3)), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), r.GetString(10), r.GetString(11), attributes));

    public static IReadOnlyList<LogFound> Of(QuerySession session, LogSearch question) => Found(
        session, ofLogs: true, question.Where, question.Range, question.Limit, question.After,
        "epoch_ns(time), service, coalesce(severity, 0)::INTEGER, coalesce(severity_text, ''), coalesce(body, ''), coalesce(event_name, ''), coalesce(replace(trace_id::VARCHAR, '-', ''), ''), coalesce(printf('%016x', span_id), ''), coalesce(version, ''), coalesce(environment, '')",
        "time DESC, service, coalesce(body, ''), coalesce(event_name, ''), coalesce(span_id, 0)",
        10,
        (r, attributes) => new LogFound(r.GetInt64(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), attributes));

    private static List<T> Found<T>(
        QuerySession session, bool ofLogs, RecordFilter where, TimeRange range, int limit, SearchPlace? after, string fields, string order, int count, Func<DuckDBDataReader, Dictionary<string, string>, T> read)
    {
        var columns = new RecordColumns(session, ofLogs);
        var (from, to) = (Nanos.Of(range.From), Nanos.Of(range.To));
        to = after is null || after.Nanos == long.MaxValue ? to : Math.Min(to, after.Nanos + 1);
        var condition = columns.Condition(where);
        var (needed, found, last) = ((long)limit + (after?.Skip ?? 0), 0L, to);
        foreach (var slice in TimeSlices.NewestFirst(columns.Files, from, to))
        {
            var times = session.Read(
                $"SELECT epoch_ns({columns.Time}) FROM ({columns.Rows(slice.From, slice.To)}) WHERE {Within(columns, slice.From, slice.To)} AND {condition} ORDER BY {columns.Time} DESC LIMIT {needed - found}",
                r => r.GetInt64(0));
            (found, last) = (found + times.Count, times.Count > 0 ? times[^1] : last);
            if (found >= needed)
            {
                break;
            }
        }

        return found == 0 ? [] : session.Read(
            $"SELECT {fields}{columns.Attributes.Selected} FROM ({columns.Rows(last, to)}) WHERE {Within(columns, last, to)} AND {condition} ORDER BY {order} LIMIT {limit} OFFSET {after?.Skip ?? 0}",
            r =>
            {
                var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
                columns.Attributes.Read(r, count, attributes);
                return read(r, attributes);
            });
    }

    private static string Within(RecordColumns columns, long from, long to) => $"{columns.Time} >= {Sql.Time(from)} AND {columns.Time} < {Sql.Time(to)}";

    private static string Words(string column, string[] words) => $"{Sql.List(words)}[{column}::INTEGER + 1]";
}
