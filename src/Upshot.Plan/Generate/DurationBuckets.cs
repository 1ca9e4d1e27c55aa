namespace Upshot.Plan.Generate;

/// <summary>The boundaries that the semantic conventions recommend for durations; an SDK's defaults are meant for milliseconds.</summary>
internal static class DurationBuckets
{
    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>In the metric's unit; null: the SDK's defaults will do.</summary>
    public static IReadOnlyList<double>? Of(MetricCall metric) =>
        metric.Instrument == "histogram" && Units.PerSecond(metric.Unit) is { } scale ? [.. s_seconds.Select(s => Math.Round(s * scale, 12))] : null;
}
