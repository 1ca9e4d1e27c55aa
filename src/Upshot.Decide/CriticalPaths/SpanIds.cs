using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>The rows that stand behind each span id of a trace, which may be several.</summary>
internal sealed class SpanIds
{
    // Of more spans than this behind one id nobody can say whose is what; and the work stays in proportion to the trace.
    private const int MostSharing = 100;

    private readonly IReadOnlyList<SpanEvidence> _spans;
    private readonly Dictionary<string, int> _first;
    private readonly int[] _next;

    public SpanIds(IReadOnlyList<SpanEvidence> spans)
    {
        _spans = spans;
        _first = new(spans.Count, StringComparer.Ordinal);
        _next = new int[spans.Count];
        for (var row = spans.Count - 1; row >= 0; row--)
        {
            _next[row] = _first.GetValueOrDefault(spans[row].SpanId, -1);
            _first[spans[row].SpanId] = row;
        }
    }

    /// <summary>−1: no span has this id.</summary>
    public int First(string id) => _first.GetValueOrDefault(id, -1);

    /// <summary>The client's row under a server's own id, as Zipkin's instrumentation shares one between both; −1: it has its id alone.</summary>
    public int CallSharedBy(int row)
    {
        var best = -1;
        if (!IsAnswer(_spans[row]))
        {
            return best;
        }

        var left = MostSharing;
        for (var other = First(_spans[row].SpanId); other >= 0 && left-- > 0; other = _next[other])
        {
            if (IsCall(_spans[other]) && (best < 0 || IsNearer(row, other, best)))
            {
                best = other;
            }
        }

        return best;
    }

    /// <summary>Which of the rows behind its parent's id a span is under; −1: none is here.</summary>
    public int ParentOf(int row)
    {
        var best = -1;
        var left = MostSharing;
        for (var other = First(_spans[row].ParentSpanId); other >= 0 && left-- > 0; other = _next[other])
        {
            if (best < 0 || IsBetterParent(row, other, best))
            {
                best = other;
            }
        }

        return best;
    }

    // Of a call and its answer in one id, the span belongs to the side of its own service, and otherwise to the answer; of several
    // tries it belongs to the one that it happened in.
    private bool IsBetterParent(int row, int candidate, int than)
    {
        var (here, there) = (_spans[candidate].Service == _spans[row].Service, _spans[than].Service == _spans[row].Service);
        var (answer, other) = (IsAnswer(_spans[candidate]), IsAnswer(_spans[than]));
        return here != there ? here : answer != other ? answer : IsNearer(row, candidate, than);
    }

    /// <summary>Around the span's start rather than not; then the one that began last before it; then the one that began first after it.</summary>
    private bool IsNearer(int row, int candidate, int than)
    {
        var (a, b, start) = (_spans[candidate], _spans[than], _spans[row].StartNanos);
        var (around, other) = (IsAround(a, start), IsAround(b, start));
        if (around != other)
        {
            return around;
        }

        var (before, otherBefore) = (a.StartNanos <= start, b.StartNanos <= start);
        return before != otherBefore ? before : before ? a.StartNanos > b.StartNanos : a.StartNanos < b.StartNanos;
    }

    private static bool IsAround(SpanEvidence span, long time) => span.StartNanos <= time && time <= span.EndNanos;

    private static bool IsAnswer(SpanEvidence span) => span.Kind is "server" or "consumer";

    private static bool IsCall(SpanEvidence span) => span.Kind is "client" or "producer";
}
