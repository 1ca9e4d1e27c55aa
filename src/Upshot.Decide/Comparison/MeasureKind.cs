using System.Globalization;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>What is known about each measure.</summary>
public static class MeasureKind
{
    /// <summary>Half a bucket of the histogram: the largest relative error of a quantile read from it.</summary>
    internal static readonly double SketchError = Math.Pow(2, 0.5 / (1 << ExponentialHistogram.Scale)) - 1;

    public static bool IsHigherBetter(this Measure measure) => measure == Measure.Throughput;

    public static string Name(this Measure measure) => measure switch
    {
        Measure.LatencyP50 => "median latency",
        Measure.LatencyP90 => "p90 latency",
        Measure.LatencyP95 => "p95 latency",
        Measure.LatencyP99 => "p99 latency",
        Measure.LatencyMean => "mean latency",
        Measure.ErrorRatio => "error ratio",
        Measure.Throughput => "throughput",
        Measure.Outcome => "outcome",
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <summary>The harm that is acceptable where nobody says another: relative, for the error ratio in ratio points.</summary>
    public static double Margin(this Measure measure) => measure == Measure.ErrorRatio ? 0.001 : 0.02;

    /// <summary>A value of the measure as people read it: nanoseconds as a duration, ratios in per cent.</summary>
    public static string Text(this Measure measure, double value) => measure switch
    {
        _ when double.IsNaN(value) => "unknown",
        Measure.ErrorRatio => (100 * value).ToString("0.####", CultureInfo.InvariantCulture) + " %",
        Measure.Throughput => value.ToString("0.##", CultureInfo.InvariantCulture) + " requests/s",
        Measure.Outcome => value.ToString("G4", CultureInfo.InvariantCulture),
        _ => DurationText.Of(value),
    };

    internal static double? Quantile(this Measure measure) => measure switch
    {
        Measure.LatencyP50 => 0.5,
        Measure.LatencyP90 => 0.9,
        Measure.LatencyP95 => 0.95,
        Measure.LatencyP99 => 0.99,
        _ => null,
    };

    /// <summary>The events that the measure is read from: requests that failed have no latency.</summary>
    internal static long Events(this Measure measure, ReplicateEvidence replicate) =>
        measure is Measure.ErrorRatio or Measure.Throughput ? replicate.Count : replicate.Latency.Count;

    /// <summary>Whether a number comes of it.</summary>
    internal static bool IsReadableFrom(this Measure measure, ReplicateEvidence replicate) =>
        measure.Events(replicate) >= measure.FewestEvents() && (measure != Measure.Throughput || replicate.Length > TimeSpan.Zero);

    /// <summary>So many events has a block to hold before the measure can be read from it: two beyond the quantile.</summary>
    internal static long FewestEvents(this Measure measure) => measure.Quantile() is { } q ? (long)Math.Round(2 / (1 - q)) : measure == Measure.Throughput ? 0 : 1;

    /// <summary>The measure in one replicate.</summary>
    internal static double Of(this Measure measure, ReplicateEvidence replicate) => measure switch
    {
        Measure.LatencyMean => replicate.SumNanos / replicate.Latency.Count,
        Measure.ErrorRatio => (double)replicate.Errors / replicate.Count,
        Measure.Throughput => replicate.Count / replicate.Length.TotalSeconds,
        _ => replicate.Latency.Quantile(measure.Quantile()!.Value),
    };
}
