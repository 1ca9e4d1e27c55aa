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
    private readonly Block[] _blocks;

    private Profile(Block[] blocks, int traces) => (_blocks, Traces) = (blocks, traces);

    /// <summary>How many traces had a root and a weight.</summary>
    public int Traces { get; }
    public double Weight => _blocks.Sum(b => b.Weight);
    public double MeanDuration => Weight == 0 ? double.NaN : _blocks.Sum(b => b.Duration) / Weight;

    public static Profile Of(IReadOnlyList<TraceEvidence> traces, CallPaths paths, Func<TraceEvidence, string?>? rootSpan)
    {
        var blocks = Enumerable.Range(0, Math.Min(MostBlocks, traces.Count)).Select(_ => new Block()).ToArray();
        var names = new Dictionary<(string, string), string>();
        var counted = 0;
        for (var i = 0; i < traces.Count; i++)
        {
            if (traces[i].Weight > 0 && double.IsFinite(traces[i].Weight) && TraceTree.Of(traces[i], rootSpan?.Invoke(traces[i])) is { } tree)
            {
                blocks[(long)i * blocks.Length / traces.Count].Add(tree, traces[i].Weight, paths, names);
                counted++;
            }
        }

        return new Profile(blocks, counted);
    }

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

        public void Add(TraceTree tree, double weight, CallPaths paths, Dictionary<(string, string), string> names)
        {
            var critical = CriticalPath.Of(tree);
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
