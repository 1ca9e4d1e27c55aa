using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>What one arm does on every path.</summary>
internal sealed class ArmStatistics
{
    private readonly Dictionary<int, PathStatistics> _paths = [];
    private readonly List<(double Weight, double Nanos)> _durations = [];

    public double Weight { get; private set; }
    public double Duration { get; private set; }

    /// <summary>Of the mean duration; what a trace stands for makes it no surer.</summary>
    public double Variance
    {
        get
        {
            var mean = Duration / Weight;
            return _durations.Count < 2 ? 0 : _durations.Sum(d => d.Weight * d.Weight * (d.Nanos - mean) * (d.Nanos - mean)) / (Weight * Weight);
        }
    }

    public PathStatistics this[int path]
    {
        get
        {
            if (!_paths.TryGetValue(path, out var statistics))
            {
                _paths.Add(path, statistics = new PathStatistics());
            }

            return statistics;
        }
    }

    public static ArmStatistics Of(IReadOnlyList<TraceEvidence> traces, CallPaths paths, Func<TraceEvidence, string?>? rootSpan)
    {
        var arm = new ArmStatistics();
        foreach (var trace in traces.Where(t => t.Weight > 0 && double.IsFinite(t.Weight)))
        {
            var id = rootSpan?.Invoke(trace);
            if (TraceTree.Of(trace, id) is { } all && TraceTree.Of(WaitedFor.Of(trace, id), id) is { } waited)
            {
                arm.AddTails(all, trace.Weight, paths);
                arm.AddCalls(waited, trace.Weight, paths);
                arm.AddTimes(waited, trace.Weight, paths);
            }
        }

        return arm;
    }

    private void AddTimes(TraceTree tree, double weight, CallPaths paths)
    {
        var critical = CriticalPath.Of(tree);
        Weight += weight;
        Duration += weight * critical.Root.DurationNanos;
        _durations.Add((weight, critical.Root.DurationNanos));
        var pathOf = new int[critical.Steps.Count];
        var own = new Dictionary<int, double>();
        var whole = new Dictionary<int, double>();
        for (var i = 0; i < pathOf.Length; i++)
        {
            var step = critical.Steps[i];
            pathOf[i] = paths.Under(step.Parent < 0 ? -1 : pathOf[step.Parent], CriticalPath.NameOf(step.Span));
            own[pathOf[i]] = own.GetValueOrDefault(pathOf[i]) + step.ExclusiveNanos;
            for (var at = pathOf[i]; at >= 0; at = paths[at].Parent)
            {
                whole[at] = whole.GetValueOrDefault(at) + step.ExclusiveNanos;
            }
        }

        foreach (var (path, nanos) in whole)
        {
            this[path].Whole += weight * nanos;
            this[path].Own += weight * own.GetValueOrDefault(path);
            this[path].Sample(own.GetValueOrDefault(path));
        }
    }

    private void AddCalls(TraceTree tree, double weight, CallPaths paths)
    {
        var seen = new HashSet<int>();
        var open = new Stack<(int Span, int Path)>();
        open.Push((tree.Root, paths.Under(-1, CriticalPath.NameOf(tree.Spans[tree.Root]))));
        while (open.TryPop(out var at))
        {
            var (span, statistics) = (tree.Spans[at.Span], this[at.Path]);
            statistics.Calls += weight;
            statistics.With += seen.Add(at.Path) ? weight : 0;
            statistics.Durations += weight * tree.Extent(at.Span).Length;
            if (span.IsError)
            {
                statistics.Failed += weight;
                statistics.SampleFailure(tree.Extent(at.Span).Length);
            }

            var children = new List<(int Span, int Path, Window Window)>();
            for (var child = tree.FirstChild(at.Span); child >= 0; child = tree.NextSibling(child))
            {
                children.Add((child, paths.Under(at.Path, CriticalPath.NameOf(tree.Spans[child])), tree.Extent(child)));
                open.Push((child, children[^1].Path));
            }

            children.Sort((a, b) => a.Window.Start != b.Window.Start ? a.Window.Start.CompareTo(b.Window.Start) : a.Span.CompareTo(b.Span));
            statistics.Remote += children.Count == 1 && tree.Spans[children[0].Span].Service != span.Service && span.Kind is "client" or "producer" ? weight : 0;
            statistics.Overlap += weight * OverlapOf(children);
            AddRepeats(tree, children, weight);
        }
    }

    private static double OverlapOf(List<(int Span, int Path, Window Window)> children)
    {
        double sum = 0, covered = 0;
        var until = long.MinValue;
        foreach (var (_, _, window) in children)
        {
            sum += window.Length;
            var from = Math.Max(window.Start, until);
            covered += Math.Max(0, window.End - from);
            until = Math.Max(until, window.End);
        }

        return sum - covered;
    }

    private void AddRepeats(TraceTree tree, List<(int Span, int Path, Window Window)> children, double weight)
    {
        var failed = new Dictionary<int, long>();
        foreach (var (child, path, window) in children)
        {
            if (failed.TryGetValue(path, out var end))
            {
                this[path].Repeats += weight;
                this[path].BackOff += weight * Math.Max(0, window.Start - end);
            }

            failed.Remove(path);
            if (tree.Spans[child].IsError)
            {
                failed[path] = window.End;
            }
        }
    }

    private void AddTails(TraceTree tree, double weight, CallPaths paths)
    {
        var root = tree.Spans[tree.Root];
        var open = new Stack<(int Span, int Path)>();
        open.Push((tree.Root, paths.Under(-1, CriticalPath.NameOf(root))));
        while (open.TryPop(out var at))
        {
            if (WaitedFor.Outlives(tree.Spans[at.Span], root))
            {
                this[at.Path].Tail += weight * (tree.Extent(at.Span).End - tree.Extent(tree.Root).End);
                continue;
            }

            for (var child = tree.FirstChild(at.Span); child >= 0; child = tree.NextSibling(child))
            {
                open.Push((child, paths.Under(at.Path, CriticalPath.NameOf(tree.Spans[child]))));
            }
        }
    }
}
