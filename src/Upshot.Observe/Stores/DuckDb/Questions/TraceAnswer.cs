using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Whole traces, and samples of an operation's traces.</summary>
internal static class TraceAnswer
{
    private const string Columns = "replace(trace_id::VARCHAR, '-', ''), span_id, parent_span_id, service, name, kind, epoch_ns(start_time), duration_ns, status, operation, adjusted_count, http_route, db_query_text, error_type, feature_flag_key, feature_flag_result_variant, events, version, instance";
    private const int SpanId = 1, Parent = 2, Kind = 5, Start = 6, Duration = 7, Status = 8, FirstAttribute = 19;

    /// <summary>The same, read without SQL.</summary>
    private static readonly Column[] s_columns = SpanSchema.Named(
        "trace_id", "span_id", "parent_span_id", "service", "name", "kind", "start_time", "duration_ns", "status", "operation", "adjusted_count", "http_route", "db_query_text", "error_type", "feature_flag_key", "feature_flag_result_variant", "events", "version", "instance");

    private const int AfterColumns = 19;

    /// <summary>OTLP's status code of an error.</summary>
    private const byte Failed = 2;

    public static TraceEvidence? ById(QuerySession asked, TraceQuestion question)
    {
        if (!Guid.TryParseExact(question.TraceId, "N", out var id))
        {
            return null;
        }

        return TraceRows.Of(asked, id, s_columns, question.Limit) is { } stored ? Whole(id, stored) : ByStatement(asked, id, question);
    }

    private static TraceEvidence? Whole(Guid id, List<StoredRow> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        // In the order that the statement gives.
        var ordered = rows.OrderBy(r => r.Number(Start)).ThenByDescending(r => r.IsNull(Parent)).ThenByDescending(r => r.Byte(Status) == Failed).ThenBy(r => r.Id(SpanId)).ThenBy(r => r.Byte(Kind));
        var end = rows.Max(r => (Int128)r.Number(Start) + Nanos.Duration(r.Number(Duration)));
        return new(id.ToString("N"), [.. ordered.Select(r => Read(r, [], withException: false).Span)])
        {
            Whole = new(rows.Count, rows.Count(r => r.Byte(Status) == Failed), rows.Min(r => r.Number(Start)), (long)Int128.Min(end, long.MaxValue)),
        };
    }

    internal static TraceEvidence? ByStatement(QuerySession asked, Guid id, TraceQuestion question)
    {
        // What a trace begins with, and what failed in it, is worth more than the rest when not all can be had.
        TraceExtent? whole = null;
        var rows = asked.Read(
            $"""
             SELECT {Columns}, count(*) OVER (), count(*) FILTER (status = {Failed}) OVER (), min(epoch_ns(start_time)) OVER (),
                 least(max(epoch_ns(start_time)::HUGEINT + greatest(duration_ns, 0)) OVER (), {long.MaxValue})::BIGINT
             FROM ({asked.SpansOf(id)}) WHERE trace_id = '{id}'::UUID
             ORDER BY parent_span_id IS NULL DESC, status = {Failed} DESC, start_time, span_id, kind LIMIT {question.Limit}
             """,
            r =>
            {
                whole ??= new((int)Math.Min(r.GetInt64(AfterColumns), int.MaxValue), (int)Math.Min(r.GetInt64(AfterColumns + 1), int.MaxValue), r.GetInt64(AfterColumns + 2), r.GetInt64(AfterColumns + 3));
                return Read(r, null);
            });
        return rows.Count == 0 ? null : new(id.ToString("N"), [.. rows.Select(r => r.Span).OrderBy(s => s.StartNanos)]) { Whole = whole };
    }

    public static IReadOnlyList<TraceEvidence> Sample(QuerySession asked, TraceSampleQuestion question)
    {
        var (from, to) = (Nanos.Of(question.Range.From), Nanos.Of(question.Range.To));
        var chosen = asked.Read(
            $"""
             SELECT DISTINCT trace_id::VARCHAR AS id FROM ({asked.Spans(from, to)})
             WHERE operation = {Sql.Text(question.Operation)} {BlockAnswer.Only("version", question.Version)} {BlockAnswer.Only("environment", question.Environment)} AND {Sql.Within("start_time", question.Range)}
             ORDER BY hash(id || '{question.Seed}'), id LIMIT {question.Limit}
             """,
            r => r.GetString(0));
        if (chosen.Count == 0)
        {
            return [];
        }

        // A trace may have begun before the range and end after it.
        var hour = (long)TimeSpan.FromHours(1).TotalMilliseconds * 1_000_000;
        var (earliest, latest) = (from > long.MinValue + hour ? from - hour : from, to < long.MaxValue - hour ? to + hour : to);
        var attributes = question.WithAttributes ? AttributeColumns.Of(asked) : null;
        var rows = asked.Read(
            $"SELECT {Columns}{attributes?.Selected} FROM ({asked.Spans(earliest, latest)}) WHERE trace_id IN (SELECT unnest({Sql.List(chosen)}::UUID[]))",
            r => Read(r, attributes));
        return [.. rows.GroupBy(r => r.TraceId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => TracedSpan.FromEntry(g.Key, [.. g], question.Operation)).OfType<TraceEvidence>()];
    }

    public static IReadOnlyList<OperationTrace> OfOperation(QuerySession asked, OperationTraceQuestion question)
    {
        var (from, to) = Nanos.Around(question.Range, OperationTraceQuestion.Before, OperationTraceQuestion.After);
        var attributes = question.WithAttributes ? AttributeColumns.Of(asked) : null;
        var rows = asked.Read(
            $"""
             SELECT {Columns}, coalesce(environment, ''){attributes?.Selected} FROM ({asked.Spans(from, to)})
             WHERE start_time >= {Sql.Time(from)} AND start_time < {Sql.Time(to)} AND trace_id IN (
                 SELECT trace_id FROM ({asked.Spans(Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))})
                 WHERE operation = {Sql.Text(question.Operation)} AND {Sql.Within("start_time", question.Range)})
             LIMIT {question.Limit + 1L}
             """,
            r => (Row: Read(r, attributes, FirstAttribute + 1), Environment: r.GetString(FirstAttribute)));
        return TracedSpan.Together(rows, question);
    }

    private static TracedSpan Read(DuckDBDataReader r, AttributeColumns? all, int firstAttribute = FirstAttribute)
    {
        var attributes = new Dictionary<string, string>();
        var span = Read(new SqlRow(r), attributes, withException: all is not null);
        all?.Read(r, firstAttribute, attributes);
        return span;
    }

    private static TracedSpan Read<TRow>(TRow r, Dictionary<string, string> attributes, bool withException) where TRow : IRow
    {
        Add("http.route", 11);
        Add("db.query.text", 12);
        Add("error.type", 13);
        if (!r.IsNull(14))
        {
            attributes[$"feature_flag.{r.Text(14)}"] = Text(15);
        }

        if (!r.IsNull(16))
        {
            SpanJson.AddFlags(r.Text(16), attributes);
            if (withException)
            {
                SpanJson.AddException(r.Text(16), attributes);
            }
        }

        var parent = r.IsNull(Parent) ? "" : Hex(r.Id(Parent));
        var span = new SpanEvidence(Hex(r.Id(SpanId)), parent, r.Text(3), r.Text(4), SpanKinds.Names[r.Byte(Kind)], r.Number(Start), Nanos.Duration(r.Number(Duration)), r.Byte(Status) == Failed)
        {
            Attributes = attributes,
            Version = Text(17),
            Instance = Text(18),
        };
        return new(r.Text(0), Text(9), r.Double(10), span);

        void Add(string name, int column)
        {
            if (!r.IsNull(column))
            {
                attributes[name] = r.Text(column);
            }
        }

        string Text(int column) => r.IsNull(column) ? "" : r.Text(column);
    }

    private static string Hex(ulong id) => id.ToString("x16");
}
