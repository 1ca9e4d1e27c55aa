using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>One span on the critical path, as far as it is on it.</summary>
/// <param name="Row">The span's place among the trace's spans: ids may be shared, rows are not.</param>
/// <param name="Parent">Index of the parent's step; −1 for the root.</param>
/// <param name="StartNanos">Start inside the parent's time: cut to it, and shifted where a clock was skewed.</param>
/// <param name="DurationNanos">What is left of the span's duration after cutting.</param>
/// <param name="ExclusiveNanos">The part that no critical child explains; never negative.</param>
public sealed record CriticalStep(SpanEvidence Span, int Row, int Parent, long StartNanos, long DurationNanos, long ExclusiveNanos);

/// <summary>
/// The chain of spans that decides how long a trace takes. <see cref="Steps"/> begin with the root, each parent before its
/// children, siblings in time order. Their exclusive times sum to the root's duration, to the nanosecond.
/// </summary>
/// <remarks>
/// Source: Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022, and
/// the behaviour of uber-research/CRISP. Two differences: a child that covers its parent on both sides is cut, not
/// dropped; and where tolerated overlaps would make an exclusive time negative, the overlaps are cut, so that the sum holds.
/// </remarks>
public sealed record CriticalPath(IReadOnlyList<CriticalStep> Steps)
{
    public CriticalStep Root => Steps[0];

    /// <summary>
    /// The critical path under the trace's root, or under <paramref name="rootSpanId"/>. Null when there is no span to
    /// start from. Broken traces are taken as they are: see <see cref="TraceTree"/> for what becomes of them.
    /// </summary>
    public static CriticalPath? Of(TraceEvidence trace, string? rootSpanId = null)
    {
        var tree = TraceTree.Of(trace, rootSpanId);
        return tree is null ? null : Of(tree);
    }

    /// <param name="order">Of siblings, over many traces; null: each trace is taken alone, as CRISP does.</param>
    internal static CriticalPath Of(TraceTree tree, SiblingOrder? order = null)
    {
        var steps = new List<CriticalStep>();
        var siblings = new Siblings();
        // A stack of our own: traces can be deeper than the thread's stack.
        var open = new Stack<(int Span, int ParentStep, Window Window)>();
        open.Push((tree.Root, -1, tree.Extent(tree.Root)));
        while (open.TryPop(out var node))
        {
            siblings.Gather(tree, node.Span, node.Window);
            var exclusive = siblings.KeepCritical(node.Window.Length, order);
            var step = steps.Count;
            steps.Add(new CriticalStep(tree.Spans[node.Span], node.Span, node.ParentStep, node.Window.Start, node.Window.Length, exclusive));
            foreach (var child in siblings.Critical)
            {
                open.Push((child.Span, step, child.Window));
            }
        }

        return new CriticalPath(steps);
    }

    /// <summary>Exclusive nanoseconds by "[service] operation", in order of appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> ByOperation()
    {
        var order = new List<string>();
        var sums = new Dictionary<string, long>();
        foreach (var step in Steps)
        {
            var name = NameOf(step.Span);
            if (!sums.TryAdd(name, step.ExclusiveNanos))
            {
                sums[name] += step.ExclusiveNanos;
            }
            else
            {
                order.Add(name);
            }
        }

        return [.. order.Select(name => KeyValuePair.Create(name, sums[name]))];
    }

    public static string NameOf(SpanEvidence span) => $"[{span.Service}] {span.Name}";
}
