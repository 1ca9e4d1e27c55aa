using System.Text.Json;
using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
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

    internal sealed record Row(string TraceId, string Operation, double Weight, SpanEvidence Span);

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
             WHERE operation = {Sql.Text(question.Operation)} {(question.Version is { } version ? $"AND version = {Sql.Text(version)}" : "")} AND {Nanos.Within("start_time", question.Range)}
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
        return [.. rows.GroupBy(r => r.TraceId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => FromEntry(g.Key, [.. g], question.Operation)).OfType<TraceEvidence>()];
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
                 WHERE operation = {Sql.Text(question.Operation)} AND {Nanos.Within("start_time", question.Range)})
             LIMIT {question.Limit + 1L}
             """,
            r => (Row: Read(r, attributes, FirstAttribute + 1), Environment: r.GetString(FirstAttribute)));
        return Together(rows, question);
    }

    internal static IReadOnlyList<OperationTrace> Together(IReadOnlyList<(Row Row, string Environment)> rows, OperationTraceQuestion question) => rows.Count > question.Limit
        ? throw new AnswerTooLargeException("spans of an operation's traces", question.Limit)
        : [.. rows.GroupBy(r => r.Row.TraceId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new OperationTrace(g.Key, [.. g.Select(r => new OperationSpan(r.Row.Span, r.Row.Operation, r.Environment, r.Row.Weight))]))];

    /// <summary>The operation's entry span and what is below it.</summary>
    internal static TraceEvidence? FromEntry(string traceId, IReadOnlyList<Row> rows, string operation)
    {
        var entry = rows.Where(r => r.Operation == operation).MinBy(r => r.Span.StartNanos);
        if (entry is null)
        {
            return null;
        }

        // By rows, for ids may be shared: by a call and its answer, or by several tries of a call.
        var children = Enumerable.Range(0, rows.Count).ToLookup(row => rows[row].Span.ParentSpanId, StringComparer.Ordinal);
        var answers = Enumerable.Range(0, rows.Count).Where(row => rows[row].Span.Kind is "server" or "consumer").ToLookup(row => rows[row].Span.SpanId, StringComparer.Ordinal);
        var spans = new List<SpanEvidence> { entry.Span with { ParentSpanId = "" } };
        var isReached = new bool[rows.Count];
        isReached[Enumerable.Range(0, rows.Count).First(row => ReferenceEquals(rows[row], entry))] = true;
        var opened = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spans.Count; i++)
        {
            if (opened.Add(spans[i].SpanId))
            {
                Reach(children[spans[i].SpanId]);
            }

            if (spans[i].Kind is "client" or "producer")
            {
                Reach(answers[spans[i].SpanId]);
            }
        }

        return new(traceId, [spans[0], .. spans.Skip(1).OrderBy(s => s.StartNanos)], entry.Weight);

        void Reach(IEnumerable<int> found)
        {
            foreach (var row in found.Where(row => !isReached[row]))
            {
                isReached[row] = true;
                spans.Add(rows[row].Span);
            }
        }
    }

    private static Row Read(DuckDBDataReader r, AttributeColumns? all, int firstAttribute = FirstAttribute)
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
            AddFlags(r.GetString(16), attributes);
            if (all is not null)
            {
                AddException(r.GetString(16), attributes);
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

    /// <summary>Feature flags stand in events as the semantic conventions have it: <c>feature_flag.evaluation</c>.</summary>
    internal static void AddFlags(string events, Dictionary<string, string> attributes)
    {
        if (!events.Contains("feature_flag", StringComparison.Ordinal))
        {
            return;
        }

        using var document = JsonDocument.Parse(events);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("attributes", out var found) && found.TryGetProperty("feature_flag.key", out var key))
            {
                attributes[$"feature_flag.{key}"] = found.TryGetProperty("feature_flag.result.variant", out var variant) ? variant.ToString() : "";
            }
        }
    }

    internal static void AddException(string events, Dictionary<string, string> attributes)
    {
        if (!events.Contains("exception.type", StringComparison.Ordinal))
        {
            return;
        }

        using var document = JsonDocument.Parse(events);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("attributes", out var found) && found.TryGetProperty("exception.type", out var type))
            {
                attributes.TryAdd("exception.type", type.ToString());
            }
        }
    }

    private static string Hex(ulong id) => id.ToString("x16");
}
