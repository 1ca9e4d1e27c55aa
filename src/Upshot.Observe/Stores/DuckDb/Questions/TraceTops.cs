using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which spans have no parent in the store.</summary>
internal static class TraceTops
{
    private const long Hour = 3_600_000_000_000;

    /// <summary>Of entry spans those that nothing is above; of a trace where something is above each, such as a circle of parents, all.</summary>
    public static List<TraceRow> WithoutParents(QuerySession asked, List<TraceRow> entries)
    {
        // A parent may have begun an hour before its child; clocks that go wrong let it begin after it.
        var (from, to) = (entries.Min(e => e.StartNanos), entries.Max(e => e.StartNanos));
        var spans = asked.Spans(from < long.MinValue + Hour ? from : from - Hour, to > long.MaxValue - Hour ? to : to + Hour);
        var tops = asked.Read(
            $"""
             WITH found AS MATERIALIZED (
                 SELECT trace_id, span_id, parent_span_id, kind FROM ({spans}) WHERE trace_id IN (SELECT unnest({Sql.List(entries.Select(e => e.Found.TraceId).Distinct())}::UUID[])))
             SELECT DISTINCT replace(trace_id::VARCHAR, '-', ''), span_id, parent_span_id IS NULL OR parent_span_id = span_id, kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})
             FROM found s WHERE parent_span_id IS NULL OR parent_span_id = span_id
                 OR NOT EXISTS (SELECT 1 FROM found p WHERE p.trace_id = s.trace_id AND p.span_id = s.parent_span_id)
             """,
            r => (Trace: r.GetString(0), Span: r.GetFieldValue<ulong>(1), IsRoot: r.GetBoolean(2), IsEntry: r.GetBoolean(3)));
        var withRoot = tops.Where(t => t.IsRoot).Select(t => t.Trace).ToHashSet(StringComparer.Ordinal);
        var entryTops = tops.Where(t => t.IsEntry).Select(t => (t.Trace, t.Span)).ToHashSet();
        var withEntryTop = entryTops.Select(t => t.Trace).ToHashSet(StringComparer.Ordinal);
        return [.. entries.Where(e => !withRoot.Contains(e.Found.TraceId) && (entryTops.Contains((e.Found.TraceId, e.SpanId)) || !withEntryTop.Contains(e.Found.TraceId)))
            .Select(e => e with { Found = e.Found with { IsPart = true } })];
    }
}
