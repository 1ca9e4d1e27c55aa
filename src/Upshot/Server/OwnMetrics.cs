using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using Upshot.Observe.Telemetry;
using MeteredInstrument = System.Diagnostics.Metrics.Instrument;

namespace Upshot.Server;

/// <summary>What the server's own metrics have come to since its start, by instrument and attributes; for whoever scrapes them.</summary>
internal sealed class OwnMetrics : IDisposable
{
    /// <summary>Upper bounds of the buckets of times, in seconds: those of the semantic conventions.</summary>
    public static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // Some attributes are names that senders make.
    private const int MaxSeries = 5_000;
    private static readonly string? s_scope = typeof(ServerSignalsPlan).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "Upshot.Scope")?.Value;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(MeteredInstrument Instrument, string Labels), Series> _series = new();

    public OwnMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == s_scope)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured of one instrument with one set of attributes.</summary>
    internal sealed class Series
    {
        private readonly Lock _gate = new();
        private readonly long[] _buckets = new long[Bounds.Length + 1];
        private double _sum;
        private long _count;

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum += value;
                _count++;
                var bucket = Array.BinarySearch(Bounds, value);
                _buckets[bucket < 0 ? ~bucket : bucket]++;
            }
        }

        public (double Sum, long Count, long[] Buckets) Read()
        {
            lock (_gate)
            {
                return (_sum, _count, [.. _buckets]);
            }
        }
    }

    public IReadOnlyList<(MeteredInstrument Instrument, string Labels, Series Series)> All =>
        [.. _series.Select(s => (s.Key.Instrument, s.Key.Labels, s.Value)).OrderBy(s => s.Instrument.Name, StringComparer.Ordinal).ThenBy(s => s.Labels, StringComparer.Ordinal)];

    public void Dispose() => _listener.Dispose();

    private void Add(MeteredInstrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = OpenMetricsText.Labels(tags);
        var key = (instrument, _series.Count < MaxSeries || _series.ContainsKey((instrument, labels)) ? labels : "overflow=\"true\"");
        _series.GetOrAdd(key, _ => new Series()).Add(value);
    }
}
