using Upshot.Evidence;

namespace Upshot.Decide.Rehearsals;

/// <summary>The calls that most traces of an operation have in common, each with its own time by the median.</summary>
internal static class TypicalCalls
{
    private const int Most = 200;

    public static IReadOnlyList<RecentCall> Of(IReadOnlyList<TraceEvidence> traces)
    {
        var shapes = traces.Select(TreeOf).Where(t => t.Count > 0).GroupBy(t => string.Join('\n', t.Select(c => $"{c.Service}\u001f{c.Name}\u001f{c.Parent}")), StringComparer.Ordinal).ToList();
        if (shapes.Count == 0)
        {
            return [];
        }

        var typical = shapes.OrderByDescending(s => s.Count()).ThenBy(s => s.Key, StringComparer.Ordinal).First().ToList();
        return [.. typical[0].Select((call, i) => call with { OwnMillis = Math.Round(Quantiles.Median([.. typical.Select(t => t[i].OwnMillis)]), 3) })];
    }

    // Depth first, in order of time; a call that another service answers stands once, as that service's.
    private static List<RecentCall> TreeOf(TraceEvidence trace)
    {
        var ids = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = trace.Spans.Where(s => ids.Contains(s.ParentSpanId) && s.ParentSpanId != s.SpanId).GroupBy(s => s.ParentSpanId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(s => s.StartNanos).ToList(), StringComparer.Ordinal);
        var (calls, seen) = (new List<RecentCall>(), new HashSet<string>(StringComparer.Ordinal));
        if (trace.Spans.FirstOrDefault(s => !ids.Contains(s.ParentSpanId)) is { } root)
        {
            Add(root, -1);
        }

        return calls;

        void Add(SpanEvidence span, int parent)
        {
            // Ids that stand in a circle, or twice, are walked through once.
            if (calls.Count >= Most || !seen.Add(span.SpanId))
            {
                return;
            }

            var below = children.GetValueOrDefault(span.SpanId, []);
            if (parent >= 0 && span.Kind is "client" or "producer" && below.Any(b => b.Service != span.Service))
            {
                below.ForEach(b => Add(b, parent));
                return;
            }

            var own = calls.Count;
            calls.Add(new(span.Service, span.Name, parent, Math.Max(0, span.DurationNanos - below.Sum(b => b.DurationNanos)) / 1e6));
            below.ForEach(b => Add(b, own));
        }
    }
}
