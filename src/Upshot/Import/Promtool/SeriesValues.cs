using System.Globalization;
using System.Text.RegularExpressions;

namespace Upshot.Import.Promtool;

/// <summary>Samples of a series as promtool's tests write them: <c>0+600x1440 _x5 stale 7</c>.</summary>
/// <remarks>Source: prometheus.io, "Unit testing for rules", the expanding notation.</remarks>
internal static partial class SeriesValues
{
    /// <summary>A year of minutes and some: what is longer is a mistake.</summary>
    private const int Most = 600_000;

    /// <summary>One for each interval; null: there is no sample; not a number: the series ends there.</summary>
    /// <param name="problem">Empty: it was read.</param>
    public static IReadOnlyList<double?> Read(string text, out string problem)
    {
        var values = new List<double?>();
        problem = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var item = Item().Match(word);
            if (!item.Success || !TryTimes(item.Groups["times"].Value, out var times) || values.Count + times > Most)
            {
                problem = item.Success ? $"\"{Clip(word)}\" makes more than {Most:#,0} samples." : $"\"{Clip(word)}\" is no value of a series that counts.";
                return [];
            }

            var start = item.Groups["start"].Value;
            double? first = start switch { "_" => null, "stale" => double.NaN, _ => Number(start) };
            var step = item.Groups["step"] is { Success: true, Value: var by } ? Number(by) : 0;
            // A missing sample is repeated as often as it says, a value once more than that.
            var count = !item.Groups["times"].Success ? 1 : start == "_" ? times : times + 1;
            for (var i = 0; i < count; i++)
            {
                values.Add(first + (i * step));
            }
        }

        return values;
    }

    /// <summary>What a counter counted between its samples. Its first one says nothing, and one that is smaller than the one before has begun anew.</summary>
    public static IEnumerable<(int Sample, double Increase)> Increases(IReadOnlyList<double?> samples)
    {
        double? last = null;
        for (var i = 0; i < samples.Count; i++)
        {
            if (samples[i] is not { } value)
            {
                continue;
            }

            if (last is { } before && double.IsFinite(value))
            {
                yield return (i, value >= before ? value - before : value);
            }

            last = double.IsFinite(value) ? value : null;
        }
    }

    private static bool TryTimes(string text, out int times)
    {
        times = 1;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out times) && times <= Most);
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Clip(string text) => text.Length <= 60 ? text : text[..59] + "…";

    [GeneratedRegex(@"^(?<start>_|stale|[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)(?<step>[+-](\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)?(x(?<times>\d+))?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Item();
}
