namespace Upshot.Decide.CriticalPaths;

/// <summary>The children of one span, cut to its time, and which of them are critical. Used again for span after span.</summary>
internal sealed class Siblings
{
    /// <summary>Neighbours may overlap by less than this share of their parent's duration and still count as one after the other.</summary>
    private const double ToleratedOverlap = 0.01;

    private readonly List<(int Span, Window Window)> _all = [];
    private readonly List<(int Span, Window Window)> _critical = [];
    private TraceTree? _tree;
    private int _parent;
    private long[]? _starts;
    private long[]? _ends;

    /// <summary>Latest first.</summary>
    public IReadOnlyList<(int Span, Window Window)> Critical => _critical;

    /// <summary>Takes the children of a span as far as they lie in its window.</summary>
    public void Gather(TraceTree tree, int parent, Window window)
    {
        _all.Clear();
        (_tree, _parent, _starts, _ends) = (tree, parent, null, null);
        for (var child = tree.FirstChild(parent); child >= 0; child = tree.NextSibling(child))
        {
            var own = tree.Extent(child);
            var there = new Window(own.Start + window.Shift, own.End + window.Shift, window.Shift);
            var inside = there.Start >= window.Start && there.End <= window.End;
            if (!inside && ClockSkew.IsLikely(tree, parent, child, window))
            {
                _all.Add((child, ClockSkew.Centre(own, window)));
            }
            else if (inside || (there.Start < window.End && there.End > window.Start))
            {
                _all.Add((child, there with { Start = Math.Max(there.Start, window.Start), End = Math.Min(there.End, window.End) }));
            }
        }

        // Latest end first; of equal ends the one that came later in the trace.
        _all.Reverse();
        SortByEndDescending();
    }

    /// <summary>Chooses the critical children; gives the parent's exclusive time.</summary>
    /// <param name="order">What is known to run beside a child is not what it waited for, though it ended before; null: nothing is known.</param>
    public long KeepCritical(long duration, SiblingOrder? order)
    {
        _critical.Clear();
        foreach (var child in _all)
        {
            if (_critical.Count == 0 || (IsBefore(child.Window, _critical[^1].Window, duration) && IsWaitedFor(child.Span, _critical[^1].Span, order)))
            {
                _critical.Add(child);
            }
        }

        var exclusive = Exclusive(duration);
        if (exclusive < 0)
        {
            CutOverlaps();
            exclusive = Exclusive(duration);
        }

        return (long)exclusive;
    }

    /// <summary>
    /// The same as if some children had not been: gives the time that falls away because such a child was the only one that ran.
    /// </summary>
    public long KeepCriticalWithout(Func<int, bool> isAbsent, long duration, out long exclusive)
    {
        _critical.Clear();
        Int128 fallen = 0;
        Window? later = null;
        for (var i = 0; i < _all.Count; i++)
        {
            var (span, window) = _all[i];
            if (later is { } next && !IsBefore(window, next, duration))
            {
                continue;
            }

            if (!isAbsent(span))
            {
                _critical.Add(_all[i]);
                later = window;
                continue;
            }

            var other = _all.Skip(i + 1).Where(c => !isAbsent(c.Span)).Select(c => c.Window.End).DefaultIfEmpty(window.Start).First();
            later = window with { Start = Math.Max(window.Start, other) };
            fallen += later.Value.Length;
        }

        var rest = Exclusive(duration) - fallen;
        if (rest < 0)
        {
            CutOverlaps();
            rest = Exclusive(duration) - fallen;
        }

        exclusive = (long)Int128.Max(0, rest);
        return (long)fallen;
    }

    private Int128 Exclusive(long duration)
    {
        Int128 rest = duration;
        foreach (var child in _critical)
        {
            rest -= child.Window.Length;
        }

        return rest;
    }

    private void CutOverlaps()
    {
        for (var i = 1; i < _critical.Count; i++)
        {
            var later = _critical[i - 1].Window;
            var (span, window) = _critical[i];
            _critical[i] = (span, window with { End = Math.Max(window.Start, Math.Min(window.End, later.Start)) });
        }
    }

    private bool IsBefore(Window before, Window later, long duration)
    {
        // Who ends in the tick in which others begin is before them, however many they are.
        if (before.End <= later.Start)
        {
            return true;
        }

        return before.End < later.End
            && before.Start < later.Start
            && (before.End - later.Start) / (double)duration < ToleratedOverlap
            && BoundariesWithin(later.Start, before.End) == 2;
    }

    // Calls of one name may run side by side and one after the other in turns.
    private bool IsWaitedFor(int first, int second, SiblingOrder? order) =>
        order is null || (_tree!.Spans[first].Name == _tree.Spans[second].Name && _tree.Spans[first].Service == _tree.Spans[second].Service) || order.MayWait(_tree.Spans[_parent], _tree.Spans[first], _tree.Spans[second]);

    // Two boundaries are the pair's own. A third means that another sibling is involved: they ran side by side.
    private int BoundariesWithin(long from, long to)
    {
        if (_starts is null || _ends is null)
        {
            _starts = [.. _all.Select(c => c.Window.Start).Order()];
            _ends = [.. _all.Select(c => c.Window.End).Order()];
        }

        return Within(_starts, from, to) + Within(_ends, from, to);
    }

    private static int Within(long[] sorted, long from, long to) => FirstAbove(sorted, to) - FirstAbove(sorted, from - 1);

    private static int FirstAbove(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void SortByEndDescending()
    {
        var sorted = true;
        for (var i = 1; i < _all.Count && sorted; i++)
        {
            sorted = _all[i - 1].Window.End >= _all[i].Window.End;
        }

        if (!sorted)
        {
            // OrderBy is stable; List.Sort is not.
            var ordered = _all.OrderByDescending(c => c.Window.End).ToList();
            _all.Clear();
            _all.AddRange(ordered);
        }
    }
}
