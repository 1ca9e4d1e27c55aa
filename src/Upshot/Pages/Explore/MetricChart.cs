using System.Globalization;
using Upshot.Answers.Explore;
using Upshot.Decide;
using Upshot.Decide.Metrics;
using Upshot.Pages.Charts;

namespace Upshot.Pages.Explore;

/// <summary>A chart of a metric: what its kind says, a line for each of the largest groups.</summary>
/// <param name="Unit">Of its values.</param>
internal sealed record MetricChart(string Title, DateTimeOffset From, int Count, IReadOnlyList<ChartLine> Lines, string Unit, string Said)
{
    private const int MostLines = 8;

    public static IReadOnlyList<MetricChart> Of(MetricShown shown)
    {
        var charts = new List<MetricChart>();
        if (shown.Groups is [var one] && one.Whole.P50 is not null)
        {
            charts.Add(Chart(shown, "Quantiles", shown.Unit, [Line(shown, one, "p50", 0, s => s.P50), Line(shown, one, "p95", 1, s => s.P95), Line(shown, one, "p99", 2, s => s.P99)]));
        }
        else if (shown.Groups.Any(g => g.Whole.P95 is not null))
        {
            charts.Add(Chart(shown, "95th percentile", shown.Unit, LinesOf(shown, s => s.P95)));
        }
        else if (shown.Groups.Any(g => g.Whole.Mean is not null))
        {
            charts.Add(Chart(shown, "Mean", shown.Unit, LinesOf(shown, s => s.Mean)));
        }

        if (shown.Groups.Any(g => g.Whole.Value is not null))
        {
            charts.Add(Chart(shown, "Value", shown.Unit, LinesOf(shown, s => s.Value)));
        }

        if (shown.Groups.Any(g => g.Whole.PerSecond is not null))
        {
            charts.Add(Chart(shown, "A second", "", LinesOf(shown, s => s.PerSecond)));
        }

        return charts;
    }

    /// <summary>Seconds and bytes as people write them.</summary>
    public static string Text(double? value, string unit) => value is not { } known || !double.IsFinite(known) ? "–" : unit switch
    {
        "s" => known == 0 ? "0" : DurationText.Of(known * 1e9),
        "ms" => known == 0 ? "0" : DurationText.Of(known * 1e6),
        "By" => Bytes(known),
        "share" => Format.Percent(known),
        "1" or "" => Number(known),

        // A unit in braces is a remark: what is counted, which the metric's name says.
        ['{', .., '}'] => Number(known),
        ['{', .., '}', '/', 's'] => $"{Number(known)}/s",
        _ => $"{Number(known)} {Format.Short(unit, 12)}",
    };

    private static string Number(double value) => Math.Abs(value) >= 1000 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 30):0.##} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.#} MiB"),
        >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} B"),
    };

    private static IReadOnlyList<ChartLine> LinesOf(MetricShown shown, Func<MetricStep, double?> value) =>
        [.. shown.Groups.Take(MostLines).Select((g, i) => Line(shown, g, g.Group.Length > 0 ? Format.Short(g.Group, 60) : shown.Metric, i, value))];

    private static ChartLine Line(MetricShown shown, MetricGroup group, string name, int tone, Func<MetricStep, double?> value)
    {
        var values = new double?[Steps(shown)];
        foreach (var step in group.Steps)
        {
            values[Math.Clamp((int)((step.From - Start(shown)) / shown.Step), 0, values.Length - 1)] = value(step);
        }

        return new(name, $"l{tone}", values);
    }

    private static MetricChart Chart(MetricShown shown, string title, string unit, IReadOnlyList<ChartLine> lines) => new(
        title, Start(shown), Steps(shown), lines, unit,
        $"{title} of {Format.Short(shown.Metric, 100)} from {Format.At(shown.From)} to {Format.At(shown.To)}, by {Format.Length(shown.Step)}{(shown.Groups.Count > MostLines ? $"; the {MostLines} largest groups" : "")}.");

    private static DateTimeOffset Start(MetricShown shown) => new(shown.From.UtcTicks / shown.Step.Ticks * shown.Step.Ticks, TimeSpan.Zero);

    private static int Steps(MetricShown shown) => Math.Max(1, (int)Math.Ceiling((shown.To - Start(shown)) / shown.Step));
}
