using System.Globalization;
using System.Text.Json;
using Upshot.Decide.Anomalies;
using Upshot.Decide.Series;

namespace Upshot.Yardsticks.Nab;

/// <summary>One series of the benchmark, its windows as rows (both ends included), and our scores.</summary>
internal sealed record NabSeries(string Name, double[] Scores, IReadOnlyList<(int From, int To)> Windows)
{
    public static IReadOnlyList<NabSeries> ReadAll(string folder)
    {
        using var labels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "labels", "windows.json")));
        return [.. labels.RootElement.EnumerateObject().Select(entry => Read(folder, entry))];
    }

    private static NabSeries Read(string folder, JsonProperty entry)
    {
        var reading = SeriesFile.Read(File.ReadAllBytes(Path.Combine(folder, "data", entry.Name)), entry.Name);
        var series = reading.Series ?? throw new InvalidDataException(reading.Problems[0].ToString());
        (int, int)[] windows = [.. entry.Value.EnumerateArray().Select(w => (Row(series, w[0].GetString()!), Row(series, w[1].GetString()!)))];
        return new NabSeries(entry.Name, AnomalyDetector.Scores(series), windows);
    }

    private static int Row(TimeSeries series, string time)
    {
        var seconds = (DateTime.Parse(time, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalSeconds;
        return Array.IndexOf(series.Seconds, seconds);
    }
}
