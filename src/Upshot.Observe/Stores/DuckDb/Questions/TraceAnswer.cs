using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Whole traces, and samples of an operation's traces.</summary>
internal static class TraceAnswer
{
    private const string Columns = "replace(trace_id::VARCHAR, '-', ''), span_id, parent_span_id, service, name, kind, epoch_ns(start_time), duration_ns, status, operation, adjusted_count, http_route, db_query_text, error_type, feature_flag_key, feature_flag_result_variant, events, version, instance";
    private const int FirstAttribute = 19;

    private const int AfterColumns = 19;

    /// <summary>OTLP's status code of an error.</summary>
    private const byte Failed = 2;

    public static TraceEvidence? ById(QuerySession asked, TraceQuestion question)
    {
        if (!Guid.TryParseExact(question.TraceId, "N", out var id))
        {
            return null;
        }

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
             WHERE operation = {Sql.Text(question.Operation)} {(question.Version is { } version ? $"AND version = {Sql.Text(version)}" : "")} AND {Sql.Within("start_time", question.Range)}
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
        Add("http.route", 11);
        Add("db.query.text", 12);
        Add("error.type", 13);
        if (!r.IsDBNull(14))
        {
            attributes[$"feature_flag.{r.GetString(14)}"] = r.IsDBNull(15) ? "" : r.GetString(15);
        }

        if (!r.IsDBNull(16))
        {
            SpanJson.AddFlags(r.GetString(16), attributes);
            if (all is not null)
            {
                SpanJson.AddException(r.GetString(16), attributes);
            }
        }

        all?.Read(r, firstAttribute, attributes);

        var parent = r.IsDBNull(2) ? "" : Hex(r.GetFieldValue<ulong>(2));
        var span = new SpanEvidence(Hex(r.GetFieldValue<ulong>(1)), parent, r.GetString(3), r.GetString(4), SpanKinds.Names[r.GetByte(5)], r.GetInt64(6), r.GetInt64(7), r.GetByte(8) == Failed)
        {
            Attributes = attributes,
            Version = r.IsDBNull(17) ? "" : r.GetString(17),
            Instance = r.IsDBNull(18) ? "" : r.GetString(18),
        };
        return new(r.GetString(0), r.IsDBNull(9) ? "" : r.GetString(9), r.GetDouble(10), span);

        void Add(string name, int column)
        {
            if (!r.IsDBNull(column))
            {
                attributes[name] = r.GetString(column);
            }
        }
    }

    private static string Hex(ulong id) => id.ToString("x16");
}
