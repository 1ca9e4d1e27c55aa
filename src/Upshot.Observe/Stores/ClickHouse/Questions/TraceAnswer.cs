using ClickHouse.Driver.ADO.Readers;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Whole traces, and samples of an operation's traces.</summary>
internal static class TraceAnswer
{
    private const string Columns =
        "lower(hex(trace_id)), lower(leftPad(hex(span_id), 16, '0')), if(parent_span_id = 0, '', lower(leftPad(hex(parent_span_id), 16, '0'))), service, name, kind, toUnixTimestamp64Nano(start_time), duration_ns, status, operation, adjusted_count, http_route, db_query_text, error_type, feature_flag_key, feature_flag_result_variant, events, version, instance";

    private const int AfterColumns = 19;

    public static async Task<TraceEvidence?> ByIdAsync(ClickHouseSession session, TraceQuestion question)
    {
        if (await FindAsync(session, question.TraceId) is not { } where)
        {
            return null;
        }

        // What a trace begins with, and what failed in it, is worth more than the rest when not all can be had.
        TraceExtent? whole = null;
        var rows = await session.ReadAsync(
            $"""
             SELECT {Columns}, toInt64(count() OVER ()), toInt64(countIf(status = {Rows.Failed}) OVER ()), min(toUnixTimestamp64Nano(start_time)) OVER (),
                 toInt64(least(max(toInt128(toUnixTimestamp64Nano(start_time)) + greatest(duration_ns, 0)) OVER (), toInt128({long.MaxValue})))
             FROM {session.Spans} WHERE {where}
             ORDER BY parent_span_id = 0 DESC, status = {Rows.Failed} DESC, start_time, span_id, kind LIMIT {question.Limit}
             """,
            r =>
            {
                whole ??= new((int)Math.Min(r.GetInt64(AfterColumns), int.MaxValue), (int)Math.Min(r.GetInt64(AfterColumns + 1), int.MaxValue), r.GetInt64(AfterColumns + 2), r.GetInt64(AfterColumns + 3));
                return Read(r, null);
            });
        return rows.Count == 0 ? null : new(rows[0].TraceId, [.. rows.Select(r => r.Span).OrderBy(s => s.StartNanos)]) { Whole = whole };
    }

    /// <summary>A condition on the spans of a trace, with the minutes they are in; null: there are none, or it is no trace's id.</summary>
    public static async Task<string?> FindAsync(ClickHouseSession session, string traceId)
    {
        if (!Guid.TryParseExact(traceId, "N", out var id))
        {
            return null;
        }

        var bytes = Literal.TraceId(id.ToString("N"));
        var times = await session.ReadAsync(
            $"SELECT toInt64(count()), {Rows.Nanos("min(first)")}, {Rows.Nanos("max(last)")} FROM {session.TraceTimes} WHERE trace_id = {bytes}",
            r => (Rows: r.GetInt64(0), First: r.GetInt64(1), Last: r.GetInt64(2)));
        return times[0].Rows == 0 ? null : $"trace_id = {bytes} AND {Literal.WithinMinutes("start_time", times[0].First, times[0].Last == long.MaxValue ? long.MaxValue : times[0].Last + 1)}";
    }

    public static async Task<IReadOnlyList<TraceEvidence>> SampleAsync(ClickHouseSession session, TraceSampleQuestion question)
    {
        // A trace may have begun before the range and end after it.
        var (from, to) = Nanos.Around(question.Range, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var attributes = question.WithAttributes ? new AttributeColumns(session.Plan) : null;
        var rows = await session.ReadAsync(
            $"""
             SELECT {Columns}{attributes?.Selected} FROM {session.Spans}
             WHERE {Literal.WithinMinutes("start_time", from, to)} AND trace_id GLOBAL IN (
                 SELECT DISTINCT trace_id FROM {session.Spans}
                 WHERE operation = {Literal.Text(question.Operation)} {Rows.Only("version", question.Version)} {Rows.Only("environment", question.Environment)} AND {Literal.WithinMinutes("start_time", question.Range)}
                 ORDER BY sipHash64(trace_id, {question.Seed}), trace_id LIMIT {question.Limit})
             """,
            r => Read(r, attributes));
        return [.. rows.GroupBy(r => r.TraceId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => TracedSpan.FromEntry(g.Key, [.. g], question.Operation)).OfType<TraceEvidence>()];
    }

    public static async Task<IReadOnlyList<OperationTrace>> OfOperationAsync(ClickHouseSession session, OperationTraceQuestion question)
    {
        var (from, to) = Nanos.Around(question.Range, OperationTraceQuestion.Before, OperationTraceQuestion.After);
        var attributes = question.WithAttributes ? new AttributeColumns(session.Plan) : null;
        var rows = await session.ReadAsync(
            $"""
             SELECT {Columns}, environment{attributes?.Selected} FROM {session.Spans}
             WHERE {Literal.WithinMinutes("start_time", from, to)} AND trace_id GLOBAL IN (
                 SELECT trace_id FROM {session.Spans}
                 WHERE operation = {Literal.Text(question.Operation)} AND {Literal.WithinMinutes("start_time", question.Range)})
             LIMIT {question.Limit + 1L}
             """,
            r => (Row: Read(r, attributes, AfterColumns + 1), Environment: r.GetString(AfterColumns)));
        return TracedSpan.Together(rows, question);
    }

    private static TracedSpan Read(ClickHouseDataReader r, AttributeColumns? all, int firstAttribute = AfterColumns)
    {
        var attributes = new Dictionary<string, string>();
        Add("http.route", 11);
        Add("db.query.text", 12);
        Add("error.type", 13);
        if (!r.IsDBNull(14))
        {
            attributes[$"feature_flag.{r.GetString(14)}"] = r.IsDBNull(15) ? "" : r.GetString(15);
        }

        var events = r.GetString(16);
        SpanJson.AddFlags(events, attributes);
        if (all is not null)
        {
            SpanJson.AddException(events, attributes);
            all.Read(r, firstAttribute, attributes);
        }

        return new(
            r.GetString(0),
            r.GetString(9),
            r.GetDouble(10),
            new(r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), SpanKinds.Names[r.GetByte(5)], r.GetInt64(6), Nanos.Duration(r.GetInt64(7)), r.GetByte(8) == Rows.Failed)
            {
                Attributes = attributes,
                Version = r.GetString(17),
                Instance = r.GetString(18),
            });

        void Add(string attribute, int column)
        {
            if (!r.IsDBNull(column))
            {
                attributes[attribute] = r.GetString(column);
            }
        }
    }
}
