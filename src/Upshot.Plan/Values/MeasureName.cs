namespace Upshot.Plan.Values;

/// <summary>Measures as the plan's files write them.</summary>
public static class MeasureName
{
    private static readonly Named[] s_all =
    [
        new("latency_p50", Measure.LatencyP50),
        new("latency_p90", Measure.LatencyP90),
        new("latency_p95", Measure.LatencyP95),
        new("latency_p99", Measure.LatencyP99),
        new("latency_mean", Measure.LatencyMean),
        new("error_ratio", Measure.ErrorRatio),
        new("throughput", Measure.Throughput),
    ];

    public static IReadOnlyCollection<string> All { get; } = [.. s_all.Select(m => m.Name)];

    public static bool TryParse(string name, out Measure measure)
    {
        var named = Array.Find(s_all, m => m.Name == name);
        measure = named?.Measure ?? default;
        return named is not null;
    }

    public static string Of(Measure measure, string outcome) => outcome.Length > 0 ? outcome : Of(measure);

    public static string Of(Measure measure) => s_all.First(m => m.Measure == measure).Name;

    private sealed record Named(string Name, Measure Measure);
}
