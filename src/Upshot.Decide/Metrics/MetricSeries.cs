using Upshot.Evidence;

namespace Upshot.Decide.Metrics;

/// <summary>
/// Stored data points as numbers over time. Cumulative series count what they grew by between two points; one that began anew, which its start time or a smaller value
/// says, counts from nothing on. Of a series older than the time nothing is known before its first point.
/// </summary>
public static class MetricSeries
{
    /// <param name="points">Of one metric, those of some time before the range with them; in any order.</param>
    public static IReadOnlyList<MetricGroup> Of(IReadOnlyList<MeasuredPoint> points, TimeRange range, TimeSpan step) =>
        [.. points.GroupBy(p => p.Group, StringComparer.Ordinal).Select(g => GroupOf(g.Key, [.. g], range, step)).Where(g => g.Steps.Count > 0).OrderByDescending(g => Weight(g.Whole)).ThenBy(g => g.Group, StringComparer.Ordinal)];

    private static double Weight(MetricStep whole) => whole.PerSecond ?? whole.Value ?? 0;

    private static MetricGroup GroupOf(string group, IReadOnlyList<MeasuredPoint> points, TimeRange range, TimeSpan step)
    {
        var (steps, whole, resets, count) = (new SortedDictionary<long, StepTotal>(), new StepTotal(), 0, 0);
        foreach (var series in points.GroupBy(p => (p.Service, p.Instance, p.Version, p.Series)))
        {
            var ordered = series.OrderBy(p => p.TimeNanos).ToList();
            count++;
            for (var i = 0; i < ordered.Count; i++)
            {
                var at = MomentOf(ordered[i].TimeNanos);
                var growth = Growth.Of(i == 0 ? null : ordered[i - 1], ordered[i], range.From);
                if (at < range.From || at >= range.To)
                {
                    continue;
                }

                resets += growth.IsReset ? 1 : 0;
                var slot = at.UtcTicks / step.Ticks;
                if (!steps.TryGetValue(slot, out var total))
                {
                    steps[slot] = total = new();
                }

                total.Add(ordered[i], growth);
                whole.Add(ordered[i], growth);
            }
        }

        return new(group, [.. steps.Select(s => s.Value.Step(new DateTimeOffset(s.Key * step.Ticks, TimeSpan.Zero), step))], whole.Step(range.From, range.Length), count, resets);
    }

    private static DateTimeOffset MomentOf(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);
}
