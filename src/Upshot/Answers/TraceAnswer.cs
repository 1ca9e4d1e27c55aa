using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>A trace as a waterfall: parents before children, with each span's time on the critical path.</summary>
internal static class TraceAnswer
{
    public static TraceShown Of(TraceEvidence trace)
    {
        var critical = CriticalPath.Of(trace)?.Steps.ToLookup(s => s.Span.SpanId) ?? Array.Empty<CriticalStep>().ToLookup(s => s.Span.SpanId);
        var start = trace.Spans.Min(s => s.StartNanos);
        var end = trace.Spans.Max(s => s.EndNanos);
        var known = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = trace.Spans.Where(s => known.Contains(s.ParentSpanId)).OrderByDescending(s => s.StartNanos).ToLookup(s => s.ParentSpanId);
        var pending = new Stack<(SpanEvidence Span, int Depth)>(trace.Spans.Where(s => !known.Contains(s.ParentSpanId)).OrderByDescending(s => s.StartNanos).Select(s => (s, 0)));
        var shown = new List<SpanShown>();
        var reached = new HashSet<string>(StringComparer.Ordinal);
        while (pending.TryPop(out var next))
        {
            var (span, depth) = next;
            if (!reached.Add(span.SpanId))
            {
                continue;
            }

            shown.Add(new(span.SpanId, span.ParentSpanId, span.Service, span.Name, span.Kind, (span.StartNanos - start) / 1e6, span.DurationNanos / 1e6, critical[span.SpanId].Sum(s => s.ExclusiveNanos) / 1e6, depth, span.IsError, span.Attributes));
            foreach (var child in children[span.SpanId])
            {
                pending.Push((child, depth + 1));
            }
        }

        return new(trace.TraceId, DateTimeOffset.FromUnixTimeMilliseconds(start / 1_000_000), (end - start) / 1e6, shown);
    }
}
