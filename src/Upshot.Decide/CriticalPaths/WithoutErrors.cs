using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>What errors cost a trace, and its critical path had the failed spans not been.</summary>
/// <param name="PathByOperation">Exclusive nanoseconds by operation on the path that is left; empty when the root failed.</param>
/// <param name="WorkNanos">The durations of all spans.</param>
/// <param name="SavedWorkNanos">The durations of the failed ones.</param>
/// <param name="SavedNanos">How much sooner the trace would end.</param>
/// <remarks>
/// Source: the outputs of uber-research/CRISP on its published traces. Time in which a failed span of the critical path runs alone falls away; where a
/// sibling that did not fail still runs, the path goes on with that one.
/// </remarks>
public sealed record WithoutErrors(IReadOnlyList<KeyValuePair<string, long>> PathByOperation, long WorkNanos, long SavedWorkNanos, long SavedNanos)
{
    public static WithoutErrors? Of(TraceEvidence trace, string? rootSpanId = null)
    {
        if (TraceTree.Of(trace, rootSpanId) is not { } tree)
        {
            return null;
        }

        var (work, failed) = Work(tree);
        var root = tree.Extent(tree.Root);
        if (tree.Spans[tree.Root].IsError)
        {
            return new WithoutErrors([], work, failed, root.Length);
        }

        var steps = new List<CriticalStep>();
        long saved = 0;
        var siblings = new Siblings();
        var open = new Stack<(int Span, int ParentStep, Window Window)>();
        open.Push((tree.Root, -1, root));
        while (open.TryPop(out var node))
        {
            siblings.Gather(tree, node.Span, node.Window);
            var fallen = siblings.KeepCriticalWithout(child => tree.Spans[child].IsError, node.Window.Length, out var exclusive);
            saved += fallen;
            var step = steps.Count;
            steps.Add(new CriticalStep(tree.Spans[node.Span], node.Span, node.ParentStep, node.Window.Start, node.Window.Length, exclusive));
            foreach (var child in siblings.Critical)
            {
                open.Push((child.Span, step, child.Window));
            }
        }

        return new WithoutErrors(new CriticalPath(steps).ByOperation(), work, failed, saved);
    }

    private static (long Work, long Failed) Work(TraceTree tree)
    {
        long work = 0, failed = 0;
        var open = new Stack<int>([tree.Root]);
        while (open.TryPop(out var span))
        {
            var length = tree.Extent(span).Length;
            work = Sum(work, length);
            failed = tree.Spans[span].IsError ? Sum(failed, length) : failed;
            for (var child = tree.FirstChild(span); child >= 0; child = tree.NextSibling(child))
            {
                open.Push(child);
            }
        }

        return (work, failed);
    }

    // Traces from strangers hold durations of centuries.
    private static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
