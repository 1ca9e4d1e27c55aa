using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>A trace as a waterfall: parents before children, with each span's time on the critical path. Rows are told apart by their place, for ids may be shared.</summary>
internal static class TraceAnswer
{
    public static TraceShown Of(TraceEvidence trace) => Of(trace, CriticalPath.Of(trace));

    public static TraceShown Of(TraceEvidence trace, CriticalPath? path)
    {
        var spans = trace.Spans;
        var whole = trace.Whole ?? TraceExtent.Of(spans);
        var parents = SpanParents.Of(spans);
        var critical = new long[spans.Count];
        foreach (var step in path?.Steps ?? [])
        {
            critical[step.Row] += step.ExclusiveNanos;
        }

        var children = Enumerable.Range(0, spans.Count).ToLookup(row => parents.Rows[row]);
        var pending = new Stack<(int Row, int Parent, int Depth)>();
        Push(-1, -1, 0);
        var shown = new List<SpanShown>(spans.Count);
        while (pending.TryPop(out var next))
        {
            var span = spans[next.Row];
            shown.Add(new(
                span.SpanId, span.ParentSpanId, span.Service, span.Name, span.Kind, Millis(span.StartNanos, whole.StartNanos), Millis(span.DurationNanos), Millis(critical[next.Row]), next.Depth, span.IsError, span.Attributes)
            {
                Row = next.Row,
                Parent = next.Parent,
                Marks = SpanMark.Of(span, parents.Kinds[next.Row], parents.Rows[next.Row] is >= 0 and var parent ? spans[parent] : null),
            });
            Push(next.Row, shown.Count - 1, next.Depth + 1);
        }

        var extent = Millis(whole.EndNanos, whole.StartNanos);
        return new(trace.TraceId, DateTimeOffset.FromUnixTimeMilliseconds(whole.StartNanos / 1_000_000), Waited(shown) ?? extent, shown)
        {
            ExtentMillis = extent,
            AllSpans = whole.Spans,
            FailedSpans = whole.FailedSpans,
        };

        // The earliest lies on top, and comes out first.
        void Push(int row, int place, int depth)
        {
            foreach (var child in children[row].OrderByDescending(r => spans[r].StartNanos))
            {
                pending.Push((child, place, depth));
            }
        }
    }

    /// <summary>Where clocks differ, times of two services make no duration: what the one root took is one. Null: all clocks agree, or no span is the root.</summary>
    private static double? Waited(List<SpanShown> shown) =>
        shown.Exists(s => s.Marks.Any(m => m.Kind == "clock")) && shown.Where(s => s.Parent < 0).ToList() is [{ ParentSpanId: "" } root] ? root.DurationMillis : null;

    // A difference of any two times that fit into a long need not.
    private static double Millis(long later, long earlier = 0) => (later >= 0) == (earlier >= 0) ? (later - earlier) / 1e6 : ((double)later - earlier) / 1e6;
}
