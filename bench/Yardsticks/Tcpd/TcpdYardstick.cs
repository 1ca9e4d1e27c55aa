using System.Globalization;
using System.Text.Json;
using Upshot.Decide.Changes;
using Upshot.Decide.Series;

namespace Upshot.Yardsticks.Tcpd;

/// <summary>Changes in history, on the Turing Change Point Dataset.</summary>
internal static class TcpdYardstick
{
    public static IEnumerable<Figure> Run(string folder)
    {
        using var annotations = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "annotations.json")));
        var results = new List<(double F1, double Cover, double FloorF1, double FloorCover)>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "datasets"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var series = Read(document.RootElement);
            if (!annotations.RootElement.TryGetProperty(document.RootElement.GetProperty("name").GetString()!, out var marks))
            {
                continue;
            }

            int[][] annotators = [.. marks.EnumerateObject().Select(a => a.Value.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
            int[] found = [.. ChangePoints.Of(series).Select(c => c.Index)];
            results.Add((ChangePointScore.F1(annotators, found), ChangePointScore.Cover(annotators, found, series.Count), ChangePointScore.F1(annotators, []), ChangePointScore.Cover(annotators, [], series.Count)));
        }

        yield return new Figure("tcpd", "F1 (margin 5), no setting", results.Average(r => r.F1), 0.74, results.Average(r => r.FloorF1));
        yield return new Figure("tcpd", "cover, no setting", results.Average(r => r.Cover), 0.69, results.Average(r => r.FloorCover));
        foreach (var half in new[] { 0, 1 })
        {
            var some = results.Where((_, i) => i % 2 == half).ToList();
            yield return new Figure("tcpd", $"F1, {(half == 0 ? "first" : "second")} half of the series", some.Average(r => r.F1), 0.74, some.Average(r => r.FloorF1));
            yield return new Figure("tcpd", $"cover, {(half == 0 ? "first" : "second")} half of the series", some.Average(r => r.Cover), 0.69, some.Average(r => r.FloorCover));
        }
    }

    private static TimeSeries Read(JsonElement root)
    {
        double[] values = [.. root.GetProperty("series")[0].GetProperty("raw").EnumerateArray().Select(v => v.GetDouble())];
        return new TimeSeries([.. Enumerable.Range(0, values.Length).Select(i => i.ToString(CultureInfo.InvariantCulture))], [.. Enumerable.Range(0, values.Length).Select(i => (double)i)], values, false);
    }
}
