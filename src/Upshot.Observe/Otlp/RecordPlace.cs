namespace Upshot.Observe.Otlp;

/// <summary>Where a record stands: its bytes, and whose it is.</summary>
/// <param name="ReceivedAt">When its request came, Unix nanoseconds.</param>
/// <param name="Metric">The metric that a data point belongs to; null for spans and logs.</param>
internal readonly record struct RecordPlace(Slice Record, ResourceInfo Resource, Scope Scope, long ReceivedAt, MetricHead? Metric = null);
