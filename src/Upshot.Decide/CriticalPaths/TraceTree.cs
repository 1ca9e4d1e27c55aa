using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>
/// The spans of a trace under one root. What a broken trace becomes: spans with the same id are as many spans; a span whose
/// parent is missing, or is the span itself, is a root; a circle of parents is opened at its earliest span; of several roots the
/// one without any parent is taken before one whose parent is missing, and that before one out of a circle, then the earliest, the longest,
/// and the smaller id; spans that cannot be reached from the root are left out.
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
        var parents = SpanParents.Of(spans);
        var root = rootSpanId is null ? FindRoot(spans, parents.Kinds) : Outermost(spans, parents.Rows, rootSpanId);
        if (root < 0)
        {
            return null;
        }

        var tree = new TraceTree(spans, root);
        for (var row = spans.Count - 1; row >= 0; row--)
        {
            if (row != root && parents.Rows[row] is >= 0 and var parent)
            {
                tree.Adopt(parent, row);
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

    private static int FindRoot(IReadOnlyList<SpanEvidence> spans, IReadOnlyList<ParentKind> kinds)
    {
        var best = -1;
        for (var row = 0; row < spans.Count; row++)
        {
            if (Rank(kinds[row]) is { } rank && (best < 0 || rank < Rank(kinds[best]) || (rank == Rank(kinds[best]) && SpanParents.IsEarlier(spans, row, best))))
            {
                best = row;
            }
        }

        return best;
    }

    private static int? Rank(ParentKind kind) => kind switch
    {
        ParentKind.None or ParentKind.Itself => 0,
        ParentKind.Missing => 1,
        ParentKind.Circle => 2,
        _ => null,
    };

    /// <summary>Of the rows behind an id the one that no other of them is above; of several such the earliest.</summary>
    private static int Outermost(IReadOnlyList<SpanEvidence> spans, IReadOnlyList<int> parents, string id)
    {
        var best = -1;
        for (var row = 0; row < spans.Count; row++)
        {
            if (spans[row].SpanId == id && (parents[row] < 0 || spans[parents[row]].SpanId != id) && (best < 0 || SpanParents.IsEarlier(spans, row, best)))
            {
                best = row;
            }
        }

        return best;
    }
}
