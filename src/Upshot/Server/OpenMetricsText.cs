using System.Globalization;
using System.Text;

namespace Upshot.Server;

/// <summary>Metrics as OpenMetrics 1.0 writes them. Source: RFC draft "OpenMetrics", exposition format.</summary>
internal sealed class OpenMetricsText
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private readonly StringBuilder _text = new();

    /// <param name="type">gauge, counter or histogram.</param>
    public void Family(string name, string type, string? unit, string help)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        if (unit is not null)
        {
            _text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
        }

        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escaped(help)}\n");
    }

    public void Sample(string name, string labels, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? "{" + labels + "}" : "")} {Number(value)}\n");

    public string End() => _text.Append("# EOF\n").ToString();

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            labels.Add(Label(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(",", labels);
    }

    public static string Label(string name, string value) => $"{Name(name)}=\"{Escaped(value)}\"";

    public static string Name(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    public static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
