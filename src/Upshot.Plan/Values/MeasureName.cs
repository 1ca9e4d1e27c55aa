namespace Upshot.Plan.Values;

/// <summary>Measures as the plan's files write them.</summary>
public static class MeasureName
{
    private static readonly Dictionary<string, Measure> s_byName = new(StringComparer.Ordinal)
    {
        ["latency_p50"] = Measure.LatencyP50,
        ["latency_p90"] = Measure.LatencyP90,
        ["latency_p95"] = Measure.LatencyP95,
        ["latency_p99"] = Measure.LatencyP99,
        ["latency_mean"] = Measure.LatencyMean,
        ["error_ratio"] = Measure.ErrorRatio,
        ["throughput"] = Measure.Throughput,
    };

    public static IReadOnlyCollection<string> All => s_byName.Keys;

    public static bool TryParse(string name, out Measure measure) => s_byName.TryGetValue(name, out measure);

    public static string Of(Measure measure, string outcome) => outcome.Length > 0 ? outcome : Of(measure);

    public static string Of(Measure measure) => s_byName.First(pair => pair.Value == measure).Key;
}
