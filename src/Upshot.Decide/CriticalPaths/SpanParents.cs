using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>What a span's parent id leads to.</summary>
public enum ParentKind
{
    /// <summary>It names none: the root of its trace.</summary>
    None,

    /// <summary>To another span of the trace.</summary>
    Found,

    /// <summary>To a span that is not here: the root of what is here, a local root.</summary>
    Missing,

    /// <summary>To the span itself.</summary>
    Itself,

    /// <summary>Through other spans back to the span, which is the earliest of that circle and taken for its root.</summary>
    Circle,
}

/// <summary>
/// Whose child each span of a trace is, by the place (row) of the spans and not by their ids: an id may stand for several spans, such as
/// a call and its answer in one, or three tries of a call, and none of them is lost.
/// </summary>
/// <param name="Rows">The row of each row's parent; −1 for a root. There are no circles in it.</param>
/// <param name="Kinds">What each row's parent id leads to.</param>
public sealed record SpanParents(IReadOnlyList<int> Rows, IReadOnlyList<ParentKind> Kinds)
{
    public static SpanParents Of(IReadOnlyList<SpanEvidence> spans)
    {
        var ids = new SpanIds(spans);
        var parents = new int[spans.Count];
        var kinds = new ParentKind[spans.Count];
        for (var row = 0; row < parents.Length; row++)
        {
            (parents[row], kinds[row]) = ParentOf(spans, ids, row);
        }

        OpenCircles(spans, parents, kinds);
        return new(parents, kinds);
    }

    private static (int Row, ParentKind Kind) ParentOf(IReadOnlyList<SpanEvidence> spans, SpanIds ids, int row)
    {
        var span = spans[row];
        if (ids.CallSharedBy(row) is >= 0 and var call)
        {
            return (call, ParentKind.Found);
        }

        if (span.ParentSpanId.Length == 0)
        {
            return (-1, ParentKind.None);
        }

        return span.ParentSpanId == span.SpanId ? (-1, ParentKind.Itself)
            : ids.ParentOf(row) is >= 0 and var parent ? (parent, ParentKind.Found)
            : (-1, ParentKind.Missing);
    }

    /// <summary>A circle is opened at its earliest span.</summary>
    private static void OpenCircles(IReadOnlyList<SpanEvidence> spans, int[] parents, ParentKind[] kinds)
    {
        // Who came by first: 0 is nobody yet, otherwise the row (from 1) whose way up it was.
        var seenFrom = new int[parents.Length];
        for (var from = 0; from < parents.Length; from++)
        {
            var at = from;
            while (at >= 0 && seenFrom[at] == 0)
            {
                seenFrom[at] = from + 1;
                at = parents[at];
            }

            if (at < 0 || seenFrom[at] != from + 1)
            {
                continue;
            }

            var earliest = at;
            for (var next = parents[at]; next != at; next = parents[next])
            {
                earliest = IsEarlier(spans, next, earliest) ? next : earliest;
            }

            (parents[earliest], kinds[earliest]) = (-1, ParentKind.Circle);
        }
    }

    /// <summary>Of two at the same time the longer one, then the smaller id.</summary>
    internal static bool IsEarlier(IReadOnlyList<SpanEvidence> spans, int row, int other)
    {
        var (a, b) = (spans[row], spans[other]);
        return a.StartNanos != b.StartNanos ? a.StartNanos < b.StartNanos
            : a.DurationNanos != b.DurationNanos ? a.DurationNanos > b.DurationNanos
            : string.CompareOrdinal(a.SpanId, b.SpanId) < 0;
    }
}
