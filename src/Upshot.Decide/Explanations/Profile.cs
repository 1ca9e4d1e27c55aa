using System.Diagnostics;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>
/// What the traces of one arm spend by call path, summed over blocks of neighbouring traces, so that blocks can be drawn again for
/// intervals.
/// </summary>
internal sealed class Profile
{
    private const int MostBlocks = 200;
    private const int BlocksOfProcess = 12;
    private readonly Block[] _blocks;
    private readonly Block[][] _processes;

    private Profile(Block[] blocks, Block[][] processes, int traces) => (_blocks, _processes, Traces) = (blocks, processes, traces);

    /// <summary>Whether traces say by which process they were answered.</summary>
    public bool KnowsProcesses => _processes.Length > 0;

    /// <summary>By process: the mean of a path over its requests, and the variance of that mean from block to block.</summary>
    /// <param name="path">−1: the whole duration.</param>
    public IEnumerable<(double Mean, double Variance)> ByProcess(int path)
    {
        foreach (var blocks in _processes)
        {
            var weight = blocks.Sum(b => b.Weight);
            var mean = blocks.Sum(b => path < 0 ? b.Duration : b.Nanos(path)) / weight;
            var n = blocks.Length;
            var variance = n < 2 ? 0 : blocks.Sum(b => Square((path < 0 ? b.Duration : b.Nanos(path)) - (mean * b.Weight))) / (n - 1) * n / (weight * weight);
            yield return (mean, variance);
        }
    }

    private static double Square(double x) => x * x;

    /// <summary>How many traces had a root and a weight.</summary>
    public int Traces { get; }
    public double Weight => _blocks.Sum(b => b.Weight);
    public double MeanDuration => Weight == 0 ? double.NaN : _blocks.Sum(b => b.Duration) / Weight;

    /// <param name="order">Of siblings, in these traces.</param>
    public static Profile Of(IReadOnlyList<TraceEvidence> traces, CallPaths paths, Func<TraceEvidence, string?>? rootSpan, SiblingOrder order)
    {
        var keys = traces.Select((t, i) => (Process: ProcessOf(t, rootSpan), Start: StartOf(t), Index: i)).ToList();
        var known = keys.All(k => k.Process.Length > 0);
        // A block of a process is a part of the time in which it answered.
        var times = known ? BlocksOfTime(keys) : [];
        var blocks = Enumerable.Range(0, known ? times.Values.DefaultIfEmpty(-1).Max() + 1 : Math.Min(MostBlocks, traces.Count)).Select(_ => new Block()).ToArray();
        var names = new Dictionary<(string, string), string>();
        var counted = 0;
        for (var i = 0; i < traces.Count; i++)
        {
            if (traces[i].Weight > 0 && double.IsFinite(traces[i].Weight) && TraceTree.Of(WaitedFor.Of(traces[i], rootSpan?.Invoke(traces[i])), rootSpan?.Invoke(traces[i])) is { } tree)
            {
                blocks[known ? times[i] : (long)i * blocks.Length / traces.Count].Add(tree, traces[i].Weight, paths, names, order);
                counted++;
            }
        }

        Block[][] processes = known ? [.. keys.GroupBy(k => k.Process).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Select(k => times[k.Index]).Distinct().Order().Select(b => blocks[b]).Where(b => b.Weight > 0).ToArray()).Where(p => p.Length > 0)] : [];
        return new Profile([.. blocks.Where(b => b.Weight > 0)], processes, counted);
    }

    private static Dictionary<int, int> BlocksOfTime(List<(string Process, long Start, int Index)> keys)
    {
        var block = new Dictionary<int, int>();
        var next = 0;
        foreach (var process in keys.GroupBy(k => k.Process).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var sorted = process.OrderBy(k => k.Start).ThenBy(k => k.Index).ToList();
            var (from, length) = (sorted[0].Start, sorted[^1].Start - sorted[0].Start + 1);
            var used = new Dictionary<int, int>();
            foreach (var key in sorted)
            {
                var part = (int)((Int128)(key.Start - from) * BlocksOfProcess / length);
                if (!used.TryGetValue(part, out var number))
                {
                    used.Add(part, number = next++);
                }

                block.Add(key.Index, number);
            }
        }

        return block;
    }

    private static string ProcessOf(TraceEvidence trace, Func<TraceEvidence, string?>? rootSpan)
    {
        var id = rootSpan?.Invoke(trace);
        return (trace.Spans.FirstOrDefault(s => id is null ? s.ParentSpanId.Length == 0 : s.SpanId == id) ?? trace.Spans.FirstOrDefault())?.Instance ?? "";
    }

    private static long StartOf(TraceEvidence trace) => Math.Clamp(trace.Spans.Count == 0 ? 0 : trace.Spans.Min(s => s.StartNanos), 0, long.MaxValue / 4);

    /// <summary>Exclusive critical nanoseconds of a path in a request, on average.</summary>
    public double MeanNanos(int path) => Weight == 0 ? 0 : _blocks.Sum(b => b.Nanos(path)) / Weight;

    /// <summary>Calls by a path in a request, on the critical path or not, on average.</summary>
    public double MeanCalls(int path) => Weight == 0 ? 0 : _blocks.Sum(b => b.Calls(path)) / Weight;

    /// <summary>Draws blocks with replacement again and again; each time gives the means of some paths over them.</summary>
    public Func<Random, double[]> Drawer(int[] chosen)
    {
        var nanos = _blocks.Select(b => chosen.Select(b.Nanos).ToArray()).ToArray();
        return random =>
        {
            var sums = new double[chosen.Length];
            var weight = 0.0;
            for (var i = 0; i < nanos.Length; i++)
            {
                var drawn = random.Next(nanos.Length);
                weight += _blocks[drawn].Weight;
                for (var k = 0; k < sums.Length; k++)
                {
                    sums[k] += nanos[drawn][k];
                }
            }

            return [.. sums.Select(s => weight == 0 ? 0 : s / weight)];
        };
    }

    private sealed class Block
    {
        private readonly Dictionary<int, (double Nanos, double Calls)> _byPath = [];

        public double Weight { get; private set; }
        public double Duration { get; private set; }

        public double Nanos(int path) => _byPath.GetValueOrDefault(path).Nanos;

        public double Calls(int path) => _byPath.GetValueOrDefault(path).Calls;

        public void Add(TraceTree tree, double weight, CallPaths paths, Dictionary<(string, string), string> names, SiblingOrder order)
        {
            var critical = CriticalPath.Of(tree, order);
            Weight += weight;
            Duration += weight * critical.Root.DurationNanos;
            AddTimes(critical, weight, paths, names);
            AddCalls(tree, weight, paths, names);
        }

        private void AddTimes(CriticalPath critical, double weight, CallPaths paths, Dictionary<(string, string), string> names)
        {
            var pathOf = new int[critical.Steps.Count];
            Int128 sum = 0;
            for (var i = 0; i < pathOf.Length; i++)
            {
                var step = critical.Steps[i];
                pathOf[i] = paths.Under(step.Parent < 0 ? -1 : pathOf[step.Parent], Name(step.Span, names));
                Grow(pathOf[i], weight * step.ExclusiveNanos, 0);
                sum += step.ExclusiveNanos;
            }

            if (sum != critical.Root.DurationNanos)
            {
                throw new UnreachableException("The exclusive critical times of a trace do not sum to its duration.");
            }
        }

        private void AddCalls(TraceTree tree, double weight, CallPaths paths, Dictionary<(string, string), string> names)
        {
            var open = new Stack<(int Span, int Parent)>();
            open.Push((tree.Root, -1));
            while (open.TryPop(out var at))
            {
                var path = paths.Under(at.Parent, Name(tree.Spans[at.Span], names));
                Grow(path, 0, weight);
                for (var child = tree.FirstChild(at.Span); child >= 0; child = tree.NextSibling(child))
                {
                    open.Push((child, path));
                }
            }
        }

        private void Grow(int path, double nanos, double calls)
        {
            var (hadNanos, hadCalls) = _byPath.GetValueOrDefault(path);
            _byPath[path] = (hadNanos + nanos, hadCalls + calls);
        }

        // One text for each operation instead of one for each span.
        private static string Name(SpanEvidence span, Dictionary<(string, string), string> names)
        {
            if (!names.TryGetValue((span.Service, span.Name), out var name))
            {
                names.Add((span.Service, span.Name), name = CriticalPath.NameOf(span));
            }

            return name;
        }
    }
}
