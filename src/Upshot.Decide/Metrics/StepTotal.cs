using Upshot.Evidence;

namespace Upshot.Decide.Metrics;

/// <summary>What came in one step, of all series of a group.</summary>
internal sealed class StepTotal
{
    private readonly BucketGrowth _buckets = new();
    private readonly Dictionary<(string, string, string, string), double> _last = [];
    private double? _grown, _count, _sum, _min, _max;
    private double _gauges;
    private int _points;

    public void Add(MeasuredPoint point, Growth growth)
    {
        switch (point.Kind)
        {
            case "sum" when point.IsMonotonic:
                _grown = Plus(_grown, growth.Value);
                break;
            case "sum" when point is { IsCumulative: true, Value: { } value }:
                // Points come in the order of their times.
                _last[(point.Service, point.Instance, point.Version, point.Series)] = value;
                break;
            case "sum":
                _grown = Plus(_grown, growth.Value);
                break;
            case "gauge" when point.Value is { } value:
                (_gauges, _points, _min, _max) = (_gauges + value, _points + 1, Math.Min(_min ?? value, value), Math.Max(_max ?? value, value));
                break;
            case "histogram" or "exponential_histogram" or "summary":
                (_count, _sum) = (Plus(_count, growth.Count), Plus(_sum, growth.Sum));
                if (growth.Buckets is { } buckets)
                {
                    _buckets.Add(point.Bounds, buckets);
                }

                break;
        }
    }

    public MetricStep Step(DateTimeOffset from, TimeSpan length) => new(
        from, (_grown ?? _count) / Math.Max(1, length.TotalSeconds), _last.Count > 0 ? _last.Values.Sum() : _points > 0 ? _gauges / _points : null, _min, _max, _count > 0 ? _sum / _count : null,
        _buckets.Quantile(0.5), _buckets.Quantile(0.95), _buckets.Quantile(0.99));

    private static double? Plus(double? sum, double? more) => more is null ? sum : (sum ?? 0) + more;
}
