using ClickHouse.Driver.ADO.Readers;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Spans and log records, latest first: tables stand in the order of minutes, so that reading stops when there are enough.</summary>
internal static class RecordSearchAnswer
{
    public static async Task<IReadOnlyList<SpanFound>> OfAsync(ClickHouseSession session, SpanSearch question) => await FoundAsync(
        session, ofLogs: false, question.Where, question.Range, question.Limit, question.After,
        $"{Rows.TraceIdHex}, lower(leftPad(hex(span_id), 16, '0')), {Rows.Nanos("start_time")}, duration_ns, toString(service), toString(name), kind, status, status_message, toString(version), toString(environment), toString(operation)",
        "start_time DESC, trace_id, span_id, kind, duration_ns, name",
        12,
        (r, attributes) => new SpanFound(
            r.GetString(0), r.GetString(1), r.GetInt64(2), Nanos.Milliseconds(r.GetInt64(3)), r.GetString(4), r.GetString(5), SpanKinds.Names[r.GetByte(6)], SpanKinds.StatusNames[r.GetByte(7)], r.GetString(8), r.GetString(9), r.GetString(10), r.GetString(11),
            attributes));

    public static async Task<IReadOnlyList<LogFound>> OfAsync(ClickHouseSession session, LogSearch question) => await FoundAsync(
        session, ofLogs: true, question.Where, question.Range, question.Limit, question.After,
        $"{Rows.Nanos("time")}, toString(service), toInt32(severity), toString(severity_text), body, toString(event_name), if(trace_id = toFixedString('', 16), '', {Rows.TraceIdHex}), if(span_id = 0, '', lower(leftPad(hex(span_id), 16, '0'))), toString(version), toString(environment)",
        "time DESC, service, body, event_name, span_id",
        10,
        (r, attributes) => new LogFound(r.GetInt64(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), attributes));

    private static async Task<IReadOnlyList<T>> FoundAsync<T>(
        ClickHouseSession session, bool ofLogs, RecordFilter where, TimeRange range, int limit, SearchPlace? after, string fields, string order, int count, Func<ClickHouseDataReader, Dictionary<string, string>, T> read)
    {
        var columns = new RecordColumns(session, ofLogs ? TelemetrySignal.Logs : TelemetrySignal.Traces);
        var (from, to) = (Nanos.Of(range.From), Nanos.Of(range.To));
        to = after is null || after.Nanos == long.MaxValue ? to : Math.Min(to, after.Nanos + 1);
        return await session.ReadAsync(
            $"""
             SELECT {fields}{columns.Attributes.Selected} FROM {columns.Rows}
             WHERE {Literal.WithinMinutes(columns.Time, from, to)} AND {columns.Condition(where)}
             ORDER BY {Literal.Minute(columns.Time)} DESC, {order} LIMIT {limit} OFFSET {after?.Skip ?? 0}
             """,
            r =>
            {
                var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
                columns.Attributes.Read(r, count, attributes);
                return read(r, attributes);
            });
    }
}
