using System.Globalization;
using System.Text.Json;

namespace Upshot.Decide.SampleFiles;

/// <summary>k6's <c>--out json</c>: an object a line. Points of trends are samples of a size; what counts, gauges and rates tell is none.</summary>
/// <param name="run">A file is one process.</param>
internal sealed class K6Lines(string run, SampleCollector into)
{
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    public bool Any { get; private set; }

    /// <summary>Whether the first line is one of k6's.</summary>
    public static bool Begin(string head)
    {
        try
        {
            using var document = JsonDocument.Parse(head.TrimStart().Split('\n', 2)[0]);
            return BenchmarkJson.Text(document.RootElement, "type") is "Metric" or "Point" && BenchmarkJson.Text(document.RootElement, "metric") is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void Read(JsonElement line)
    {
        if (BenchmarkJson.Text(line, "metric") is not { } metric || !line.TryGetProperty("data", out var data))
        {
            return;
        }

        if (BenchmarkJson.Text(line, "type") == "Metric" && BenchmarkJson.Text(data, "type") is { } kind && kind != "trend")
        {
            _others.Add(metric);
        }
        else if (BenchmarkJson.Text(line, "type") == "Point" && !_others.Contains(metric) && BenchmarkJson.Number(data, "value") is { } value)
        {
            var time = BenchmarkJson.Text(data, "time") is { } t && DateTimeOffset.TryParse(t, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcTicks : double.NaN;
            into.Add(metric, run, value, time);
            Any = true;
        }
    }
}
