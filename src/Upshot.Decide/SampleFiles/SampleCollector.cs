using System.Runtime.InteropServices;
using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Benchmarks;

namespace Upshot.Decide.SampleFiles;

/// <summary>Gathers values by benchmark and replicate, in the order they are met.</summary>
internal sealed class SampleCollector
{
    private readonly Dictionary<(string Benchmark, string Replicate), Values> _values = [];
    private readonly Dictionary<string, List<(string Replicate, Values Values)>> _benchmarks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _higher = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public void Add(string benchmark, string replicate, double value, double time = double.NaN)
    {
        ref var values = ref CollectionsMarshal.GetValueRefOrAddDefault(_values, (benchmark, replicate), out var exists);
        if (!exists)
        {
            values = new Values();
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_benchmarks, benchmark, out _);
            (list ??= []).Add((replicate, values));
        }

        values!.Add(value, time);
        Count++;
    }

    public void HigherIsBetter(string benchmark, bool higher) => _higher[benchmark] = higher;

    public IReadOnlyList<BenchmarkSamples> Benchmarks() =>
        [.. _benchmarks.Select(b => new BenchmarkSamples(b.Key, [.. b.Value.Select(r => new SampleReplicate(r.Replicate, r.Values.InOrder()))], _higher.TryGetValue(b.Key, out var higher) ? higher : null))];

    private sealed class Values
    {
        private readonly List<double> _values = [];
        private List<double>? _times;

        public void Add(double value, double time)
        {
            _values.Add(value);
            if (!double.IsNaN(time))
            {
                (_times ??= []).Add(time);
            }
        }

        public IReadOnlyList<double> InOrder()
        {
            if (_times is null || _times.Count != _values.Count)
            {
                return _values;
            }

            // Stable, so that values of one time stay as they were.
            int[] order = [.. Enumerable.Range(0, _values.Count).OrderBy(i => _times[i])];
            return [.. order.Select(i => _values[i])];
        }
    }
}
