using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>A stored span with what a sample of traces asks of it.</summary>
internal sealed record TracedSpan(string TraceId, string Operation, double Weight, SpanEvidence Span)
{
    /// <summary>The operation's entry span and what is below it.</summary>
    public static TraceEvidence? FromEntry(string traceId, IReadOnlyList<TracedSpan> rows, string operation)
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

    public static IReadOnlyList<OperationTrace> Together(IReadOnlyList<(TracedSpan Row, string Environment)> rows, OperationTraceQuestion question) => rows.Count > question.Limit
        ? throw new AnswerTooLargeException("spans of an operation's traces", question.Limit)
        : [.. rows.GroupBy(r => r.Row.TraceId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new OperationTrace(g.Key, [.. g.Select(r => new OperationSpan(r.Row.Span, r.Row.Operation, r.Environment, r.Row.Weight))]))];
}
