using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>
/// The spans of a trace under one root. What a broken trace becomes: of spans with the same id the last one counts; a span
/// whose parent is missing is a root; of several roots the one without any parent is taken before one whose parent is
/// missing, then the earliest, then the smaller id; a trace that is nothing but a cycle starts at its earliest span;
/// spans that cannot be reached from the root are left out.
/// </summary>
internal sealed class TraceTree
{
    // Far enough from the ends of long that differences and sums of a few never overflow: Unix nanoseconds until 2116, and durations
    // of 18 years.
    private const long LastStart = long.MaxValue / 2;
    internal const long Longest = long.MaxValue / 16;

    private readonly int[] _firstChild;
    private readonly int[] _nextSibling;
    private readonly int[] _parent;

    private TraceTree(IReadOnlyList<SpanEvidence> spans, int root)
    {
        Spans = spans;
        Root = root;
        _firstChild = new int[spans.Count];
        _nextSibling = new int[spans.Count];
        _parent = new int[spans.Count];
        Array.Fill(_firstChild, -1);
        Array.Fill(_nextSibling, -1);
        Array.Fill(_parent, -1);
    }

    public IReadOnlyList<SpanEvidence> Spans { get; }
    public int Root { get; }

    public static TraceTree? Of(TraceEvidence trace, string? rootSpanId)
    {
        var spans = trace.Spans;
        var byId = new Dictionary<string, int>(spans.Count, StringComparer.Ordinal);
        // A repeated id keeps its first place in the order, and its last content.
        var order = new List<int>(spans.Count);
        var contents = new int[spans.Count];
        for (var i = 0; i < spans.Count; i++)
        {
            if (byId.TryAdd(spans[i].SpanId, i))
            {
                order.Add(i);
            }

            contents[byId[spans[i].SpanId]] = i;
        }

        var root = rootSpanId is null ? FindRoot(spans, order, contents, byId) : byId.TryGetValue(rootSpanId, out var given) ? contents[given] : -1;
        if (root < 0)
        {
            return null;
        }

        var tree = new TraceTree(spans, root);
        for (var at = order.Count - 1; at >= 0; at--)
        {
            var child = contents[order[at]];
            if (child != root && byId.TryGetValue(spans[child].ParentSpanId, out var slot) && contents[slot] != child)
            {
                tree.Adopt(contents[slot], child);
            }
        }

        return tree;
    }

    /// <summary>Children stand in the order of the trace's spans; −1 where there is none.</summary>
    public int FirstChild(int span) => _firstChild[span];

    public int NextSibling(int span) => _nextSibling[span];

    public int Parent(int span) => _parent[span];

    public bool HasOneChild(int span) => _firstChild[span] >= 0 && _nextSibling[_firstChild[span]] < 0;

    /// <summary>The span's self time, a negative duration taken as none.</summary>
    public Window Extent(int span)
    {
        var start = Math.Clamp(Spans[span].StartNanos, -Longest, LastStart);
        var duration = Math.Clamp(Spans[span].DurationNanos, 0, Longest);
        return new Window(start, start + duration, 0);
    }

    private void Adopt(int parent, int child)
    {
        _parent[child] = parent;
        _nextSibling[child] = _firstChild[parent];
        _firstChild[parent] = child;
    }

    private static int FindRoot(IReadOnlyList<SpanEvidence> spans, List<int> order, int[] contents, Dictionary<string, int> byId)
    {
        var best = -1;
        var bestRank = int.MaxValue;
        foreach (var slot in order)
        {
            var i = contents[slot];
            var span = spans[i];
            var rank = span.ParentSpanId.Length == 0 || span.ParentSpanId == span.SpanId ? 0 : byId.ContainsKey(span.ParentSpanId) ? 2 : 1;
            if (best < 0 || rank < bestRank || (rank == bestRank && IsEarlier(span, spans[best])))
            {
                (best, bestRank) = (i, rank);
            }
        }

        return best;
    }

    private static bool IsEarlier(SpanEvidence a, SpanEvidence b) =>
        a.StartNanos != b.StartNanos ? a.StartNanos < b.StartNanos : string.CompareOrdinal(a.SpanId, b.SpanId) < 0;
}
