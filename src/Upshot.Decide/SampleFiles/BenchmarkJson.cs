using System.Text.Json;

namespace Upshot.Decide.SampleFiles;

/// <summary>The results that benchmark tools write as JSON, told apart by what is in them.</summary>
internal static class BenchmarkJson
{
    /// <param name="run">How the file is called: what tools measure in one process, and the first part of the names of several.</param>
    /// <returns>False where it is none of them.</returns>
    public static bool Read(JsonElement root, string run, SampleCollector into) => root.ValueKind switch
    {
        JsonValueKind.Array => JmhResults.Read(root, run, into),
        JsonValueKind.Object when root.TryGetProperty("Benchmarks", out var b) && b.ValueKind == JsonValueKind.Array => BenchmarkDotNet(b, run, into),
        JsonValueKind.Object when root.TryGetProperty("benchmarks", out var b) && b.ValueKind == JsonValueKind.Array => PytestBenchmark(b, run, into),
        JsonValueKind.Object when root.TryGetProperty("results", out var r) && r.ValueKind == JsonValueKind.Array => Hyperfine(r, run, into),
        _ => false,
    };

    // Each launch is a process; workload iterations of the measurement, in nanoseconds an operation.
    private static bool BenchmarkDotNet(JsonElement benchmarks, string run, SampleCollector into)
    {
        // Several jobs (runtimes, say) run the same method.
        var names = benchmarks.EnumerateArray().GroupBy(b => Text(b, "FullName") ?? "").ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        foreach (var benchmark in benchmarks.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object))
        {
            var name = Text(benchmark, "FullName") ?? Text(benchmark, "DisplayInfo") ?? "";
            name = names.GetValueOrDefault(name) > 1 && Job(Text(benchmark, "DisplayInfo")) is { } job ? $"{name} [{job}]" : name;
            var any = false;
            if (benchmark.TryGetProperty("Measurements", out var measurements) && measurements.ValueKind == JsonValueKind.Array)
            {
                foreach (var m in measurements.EnumerateArray())
                {
                    if (Text(m, "IterationMode") == "Workload" && Text(m, "IterationStage") == "Result" && Number(m, "Nanoseconds") is { } nanos && Number(m, "Operations") is { } operations and > 0)
                    {
                        into.Add(name, $"{run}#{Number(m, "LaunchIndex") ?? 1}", nanos / operations);
                        any = true;
                    }
                }
            }

            // The brief form has all launches in one list.
            if (!any && benchmark.TryGetProperty("Statistics", out var statistics) && statistics.ValueKind == JsonValueKind.Object && statistics.TryGetProperty("OriginalValues", out var values))
            {
                Numbers(values, v => into.Add(name, run, v));
            }
        }

        return true;
    }

    // "Sorts.Bubble: Job-AXEKZO(Runtime=.NET 9.0)": what is set tells a job better than the name that was made for it.
    private static string? Job(string? display)
    {
        if (display is null || display.IndexOf(": ", StringComparison.Ordinal) is not (>= 0 and var at))
        {
            return null;
        }

        var job = display[(at + 2)..];
        return job.StartsWith("Job-", StringComparison.Ordinal) && job.IndexOf('(') is > 0 and var open && job.LastIndexOf(')') is var close && close > open ? job[(open + 1)..close] : job;
    }

    // All rounds in one process: the file is the replicate.
    private static bool PytestBenchmark(JsonElement benchmarks, string run, SampleCollector into)
    {
        foreach (var benchmark in benchmarks.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object))
        {
            if (benchmark.ValueKind == JsonValueKind.Object && benchmark.TryGetProperty("stats", out var stats) && stats.ValueKind == JsonValueKind.Object && stats.TryGetProperty("data", out var data))
            {
                Numbers(data, v => into.Add(Text(benchmark, "fullname") ?? Text(benchmark, "name") ?? "", run, v));
            }
        }

        return true;
    }

    // Every run is a process of its own.
    private static bool Hyperfine(JsonElement results, string run, SampleCollector into)
    {
        var any = false;
        foreach (var result in results.EnumerateArray())
        {
            if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty("times", out var times))
            {
                var i = 0;
                Numbers(times, v => into.Add(Text(result, "command") ?? "", $"{run}#{++i}", v));
                any = true;
            }
        }

        return any;
    }

    private static void Numbers(JsonElement array, Action<double> add)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value))
            {
                add(value);
            }
        }
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
}
