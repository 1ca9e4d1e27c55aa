namespace Upshot.Decide.Metrics;

/// <summary>What a metric did in one step of time. Null: it is nothing that this kind of metric says.</summary>
/// <param name="PerSecond">By how much a counter grew, or how often something was measured.</param>
/// <param name="Value">Of a gauge the mean of its points, of a sum that falls too the sum of the last values of its series.</param>
/// <param name="Mean">Of what was measured.</param>
/// <param name="P50">Quantiles from buckets; within a bucket measurements are taken to be spread evenly.</param>
public sealed record MetricStep(DateTimeOffset From, double? PerSecond, double? Value, double? Min, double? Max, double? Mean, double? P50, double? P95, double? P99);

/// <summary>A metric over time, of all points that share a group.</summary>
/// <param name="Steps">Those in which something came.</param>
/// <param name="Whole">The same over the whole time.</param>
/// <param name="Series">How many series it is made of.</param>
/// <param name="Resets">How often a counter began anew; what it had counted before is kept.</param>
public sealed record MetricGroup(string Group, IReadOnlyList<MetricStep> Steps, MetricStep Whole, int Series, int Resets);
