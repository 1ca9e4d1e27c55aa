using System.Text;
using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Data points by series, in the order in which they came.</summary>
internal static class SeriesIndex
{
    /// <summary>What makes a series within one metric: its process and its attributes.</summary>
    public static string KeyOf(TelemetryOrigin origin, CapturedPoint point) => $"{origin.ResourceKey}\u001f{origin.Scope.Name}\u001f{KeyOf(point.Attributes)}";

    public static string KeyOf(IReadOnlyDictionary<string, CapturedValue> attributes)
    {
        var key = new StringBuilder();
        foreach (var (name, value) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            key.Append(name).Append('\u001e').Append(value.Text).Append('\u001f');
        }

        return key.ToString();
    }

    public static IEnumerable<IGrouping<string, (Seen<CapturedMetric> Metric, CapturedPoint Point)>> Series(this MatchedTelemetry seen) =>
        seen.Metrics.SelectMany(m => m.Item.Points.Select(p => (Metric: m, Point: p))).GroupBy(x => $"{x.Metric.Item.Name}\u001f{KeyOf(x.Metric.Origin, x.Point)}");
}
