using Upshot.Evidence;

namespace Upshot.Decide.Metrics;

/// <summary>What came of a series since the point before.</summary>
/// <param name="Value">Of a counter: what it grew by. Null: it is unknown.</param>
/// <param name="Count">Measurements, of a histogram or summary.</param>
internal sealed record Growth(double? Value, double? Count, double? Sum, IReadOnlyList<double>? Buckets, bool IsReset)
{
    private static readonly Growth s_unknown = new(null, null, null, null, false);

    public static Growth Of(MeasuredPoint? before, MeasuredPoint point, DateTimeOffset from)
    {
        var whole = new Growth(point.Value, point.Count, point.Sum, point.Buckets, false);
        if (!point.IsCumulative)
        {
            return whole;
        }

        if (before is null)
        {
            // A series that began within the time counts whole.
            return point.StartNanos > 0 && DateTimeOffset.UnixEpoch.AddTicks(point.StartNanos / 100) >= from ? whole : s_unknown;
        }

        var buckets = point.Buckets.Count == 0 ? [] : BucketGrowth.Between(before.Bounds, before.Buckets, point.Bounds, point.Buckets);
        var isReset = (point.StartNanos > before.StartNanos && point.StartNanos >= before.TimeNanos) || (point.IsMonotonic && point.Value < before.Value) || point.Count < before.Count || buckets is null;
        return isReset ? whole with { IsReset = true } : new(point.Value - before.Value, point.Count - before.Count, point.Sum - before.Sum, buckets, false);
    }
}
