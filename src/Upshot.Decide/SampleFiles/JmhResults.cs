using System.Text.Json;

namespace Upshot.Decide.SampleFiles;

/// <summary>
/// The JSON of JMH: a list of iterations for each fork, which is a process. Scores of time are told in seconds, whatever unit a run was set to, so that two runs
/// with different ones can be compared. In mode <c>sample</c> an iteration is a histogram; its mean is taken, as JMH's score is.
/// </summary>
internal static class JmhResults
{
    private static readonly Dictionary<string, double> Seconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9,
        ["us"] = 1e-6,
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["min"] = 60,
        ["hr"] = 3600,
        ["day"] = 86_400,
    };

    /// <param name="run">How the file is called: forks of several files are processes of their own.</param>
    /// <returns>False where nothing in it is JMH's.</returns>
    public static bool Read(JsonElement results, string run, SampleCollector into)
    {
        var any = false;
        foreach (var result in results.EnumerateArray())
        {
            if (BenchmarkJson.Text(result, "benchmark") is not { } name || !result.TryGetProperty("primaryMetric", out var metric) || Forks(metric) is not { } forks)
            {
                continue;
            }

            if (result.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object)
            {
                name += $"({string.Join(", ", parameters.EnumerateObject().Select(p => $"{p.Name}={p.Value}"))})";
            }

            var mode = BenchmarkJson.Text(result, "mode");
            name = mode is null or "thrpt" or "avgt" ? name : $"{name} [{mode}]";
            into.HigherIsBetter(name, mode == "thrpt");
            var (factor, fork) = (Factor(BenchmarkJson.Text(metric, "scoreUnit") ?? ""), 0);
            foreach (var iterations in forks.EnumerateArray())
            {
                var replicate = $"{run}#{++fork}";
                foreach (var iteration in iterations.ValueKind == JsonValueKind.Array ? iterations.EnumerateArray().AsEnumerable() : [])
                {
                    if (Score(iteration) is { } score && double.IsFinite(score))
                    {
                        into.Add(name, replicate, score * factor);
                    }
                }

                any = true;
            }
        }

        return any;
    }

    private static JsonElement? Forks(JsonElement metric) =>
        metric.ValueKind != JsonValueKind.Object ? null
        : metric.TryGetProperty("rawData", out var data) && data.ValueKind == JsonValueKind.Array ? data
        : metric.TryGetProperty("rawDataHistogram", out var histogram) && histogram.ValueKind == JsonValueKind.Array ? histogram
        : null;

    // A number, or [[value, how often], …].
    private static double? Score(JsonElement iteration)
    {
        if (iteration.ValueKind != JsonValueKind.Array)
        {
            return iteration.ValueKind == JsonValueKind.Number ? iteration.GetDouble() : null;
        }

        double sum = 0, count = 0;
        foreach (var bucket in iteration.EnumerateArray())
        {
            if (bucket.ValueKind == JsonValueKind.Array && bucket.GetArrayLength() == 2 && bucket[0].ValueKind == JsonValueKind.Number && bucket[1].ValueKind == JsonValueKind.Number)
            {
                sum += bucket[0].GetDouble() * bucket[1].GetDouble();
                count += bucket[1].GetDouble();
            }
        }

        return count > 0 ? sum / count : null;
    }

    // "us/op" is a time, "ops/us" a number in a time; 1 for what is neither.
    private static double Factor(string unit) => unit.Split('/') switch
    {
        [var time, "op"] when Seconds.TryGetValue(time, out var seconds) => seconds,
        ["ops", var time] when Seconds.TryGetValue(time, out var seconds) => 1 / seconds,
        _ => 1,
    };
}
