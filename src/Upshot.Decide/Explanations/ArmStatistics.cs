using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>What one arm does on every path.</summary>
internal sealed class ArmStatistics
{
    private readonly Dictionary<int, PathStatistics> _paths = [];
    private const int MostBeside = 32;
    private readonly Dictionary<(int One, int Other), double> _overlaps = [];
    private readonly List<(double Weight, double Nanos)> _durations = [];

    public double Weight { get; private set; }
    public double Duration { get; private set; }

    /// <summary>How long calls of two paths under one caller ran side by side, the smaller path first.</summary>
    public IReadOnlyDictionary<(int One, int Other), double> Overlaps => _overlaps;

    /// <summary>How often as many requests as here would take longer than all of another arm, were both alike.</summary>
    public double ChanceOfLongest(ArmStatistics other)
    {
        var longest = other._durations.Max(o => o.Nanos);
        return Math.Pow(_durations.Count / (double)(_durations.Count + other._durations.Count), _durations.Count(d => d.Nanos > longest));
    }

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

    /// <param name="order">Of siblings, in these traces.</param>
    public static ArmStatistics Of(IReadOnlyList<TraceEvidence> traces, CallPaths paths, Func<TraceEvidence, string?>? rootSpan, SiblingOrder order)
    {
        var arm = new ArmStatistics();
        foreach (var trace in traces.Where(t => t.Weight > 0 && double.IsFinite(t.Weight)))
        {
            var id = rootSpan?.Invoke(trace);
            if (TraceTree.Of(trace, id) is { } all && TraceTree.Of(WaitedFor.Of(trace, id), id) is { } waited)
            {
                arm.AddTails(all, trace.Weight, paths);
                arm.AddCalls(waited, trace.Weight, paths, order);
            }
        }

        return arm;
    }

    private void AddCalls(TraceTree tree, double weight, CallPaths paths, SiblingOrder order)
    {
        var duration = tree.Extent(tree.Root).Length;
        Weight += weight;
        Duration += weight * duration;
        _durations.Add((weight, duration));
        var siblings = new Siblings();
        var open = new Stack<(int Span, int Path)>();
        open.Push((tree.Root, paths.Under(-1, CriticalPath.NameOf(tree.Spans[tree.Root]))));
        while (open.TryPop(out var at))
        {
            var (span, statistics, extent) = (tree.Spans[at.Span], this[at.Path], tree.Extent(at.Span));
            siblings.Gather(tree, at.Span, extent);
            var own = siblings.KeepCritical(extent.Length, order);
            statistics.Calls += weight;
            statistics.Durations += weight * extent.Length;
            statistics.Own += weight * own;
            statistics.Sample(own);
            if (span.IsError)
            {
                statistics.Failed += weight;
                statistics.FailedNanos += weight * extent.Length;
                statistics.SampleFailure(extent.Length);
            }

            var children = new List<(int Span, int Path, Window Window)>();
            for (var child = tree.FirstChild(at.Span); child >= 0; child = tree.NextSibling(child))
            {
                children.Add((child, paths.Under(at.Path, CriticalPath.NameOf(tree.Spans[child])), tree.Extent(child)));
                open.Push((child, children[^1].Path));
            }

            foreach (var path in children.Select(c => c.Path).Distinct())
            {
                this[path].With += weight;
            }

            AddWaits(tree, siblings.Critical, at.Path, weight, paths);
            children.Sort((a, b) => a.Window.Start != b.Window.Start ? a.Window.Start.CompareTo(b.Window.Start) : a.Span.CompareTo(b.Span));
            statistics.Remote += children.Count == 1 && tree.Spans[children[0].Span].Service != span.Service && span.Kind is "client" or "producer" ? weight : 0;
            AddOverlaps(children, weight);
            AddRepeats(tree, children, weight);
        }
    }

    private void AddWaits(TraceTree tree, IReadOnlyList<(int Span, Window Window)> critical, int caller, double weight, CallPaths paths)
    {
        // Latest first: a call's path, and when it began.
        var (later, begun) = (-1, 0L);
        foreach (var (span, window) in critical)
        {
            var path = paths.Under(caller, CriticalPath.NameOf(tree.Spans[span]));
            this[path].WaitedFor += weight * window.Length;
            this[path].BackOff += path == later && tree.Spans[span].IsError ? weight * Math.Max(0, begun - window.End) : 0;
            (later, begun) = (path, window.Start);
        }
    }

    private void AddOverlaps(List<(int Span, int Path, Window Window)> children, double weight)
    {
        var open = new List<(int Path, long End)>();
        foreach (var (_, path, window) in children)
        {
            open.RemoveAll(o => o.End <= window.Start);
            foreach (var other in open)
            {
                var pair = (Math.Min(path, other.Path), Math.Max(path, other.Path));
                _overlaps[pair] = _overlaps.GetValueOrDefault(pair) + (weight * (Math.Min(other.End, window.End) - window.Start));
            }

            if (open.Count < MostBeside)
            {
                open.Add((path, window.End));
            }
        }
    }

    private void AddRepeats(TraceTree tree, List<(int Span, int Path, Window Window)> children, double weight)
    {
        var failed = new HashSet<int>();
        foreach (var (child, path, _) in children)
        {
            this[path].Repeats += failed.Remove(path) ? weight : 0;
            if (tree.Spans[child].IsError)
            {
                failed.Add(path);
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
