using System.Globalization;
using System.Text;

namespace Upshot.Bench.Growth;

/// <summary>Figures by how much is stored; the ratio of the most to the least is what decides.</summary>
internal sealed class GrowthTable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<(string Name, long Spans), double> _figures = [];

    public void Add(string name, string unit, long spans, double value)
    {
        name = $"{name}, {unit}";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spans:#,0} spans: {name}: {value:0.##}"));
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }

        _figures[(name, spans)] = value;
    }

    public override string ToString()
    {
        var sizes = _figures.Keys.Select(k => k.Spans).Distinct().Order().ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| question | {string.Join(" | ", sizes.Select(s => $"{s / 1e6:0.##} M spans"))} | growth |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(sizes.Select(_ => "---:|"))}---:|");
        foreach (var name in _names)
        {
            var values = sizes.Select(s => _figures[(name, s)]).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", values.Select(v => v.ToString(v < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture)))} | {values[^1] / values[0]:0.0} |");
        }

        return text.ToString();
    }
}
