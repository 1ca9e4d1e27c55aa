namespace Upshot.Evidence;

/// <summary>A stored data point of a metric. Times are Unix nanoseconds.</summary>
/// <param name="Kind">gauge, sum, histogram, exponential_histogram or summary.</param>
/// <param name="IsCumulative">It says what came since <paramref name="StartNanos"/>, not since the point before.</param>
/// <param name="Series">Tells the series of a metric in one process apart.</param>
/// <param name="Group">The value of what points are grouped by; empty: it has none.</param>
/// <param name="StartNanos">0: it was not said.</param>
public sealed record MeasuredPoint(
    string Name, string Unit, string Kind, bool IsCumulative, bool IsMonotonic, string Service, string Version, string Instance, string Series, string Group, long StartNanos, long TimeNanos)
{
    /// <summary>Of a sum or gauge; null when the point has no value.</summary>
    public double? Value { get; init; }

    /// <summary>Of a histogram or summary: how many measurements, and what they are together.</summary>
    public double Count { get; init; }
    public double? Sum { get; init; }

    /// <summary>Upper ends of buckets, rising; one bucket more than ends. Exponential histograms are told the same way. Empty: there are none.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];
    public IReadOnlyList<double> Buckets { get; init; } = [];
}
