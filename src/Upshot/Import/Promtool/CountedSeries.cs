using Upshot.Decide.AlertTests;
using Upshot.Evidence;
using Upshot.Export;
using Upshot.Plan;

namespace Upshot.Import.Promtool;

/// <summary>Which series of Prometheus count the events of an objective: those that its exported rules ask for.</summary>
/// <param name="Part">Those that are bad, or, where <paramref name="IsGood"/>, those that are good.</param>
internal sealed record CountedSeries(Objective Objective, SeriesSelector Total, SeriesSelector Part, bool IsGood)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<CountedSeries> Of(ProductPlan plan) => [.. plan.Objectives.Select(o => Of(plan, o)).OfType<CountedSeries>()];

    public bool Takes(SeriesSelector series) => Total.Takes(series) || Part.Takes(series);

    /// <summary>Events by minute, as rules that are evaluated at the end of a minute see them.</summary>
    public IReadOnlyList<MinuteCount> Minutes(IEnumerable<(SeriesSelector Series, IReadOnlyList<double?> Samples)> input, TimeSpan interval)
    {
        var (total, part) = (new SortedDictionary<long, double>(), new Dictionary<long, double>());
        foreach (var (series, samples) in input)
        {
            foreach (var (sample, increase) in SeriesValues.Increases(samples))
            {
                // What a sample has more than the one before was counted until it was taken.
                var minute = ((sample * interval.Ticks) - 1) / s_minute.Ticks;
                Add(total, minute, Total.Takes(series) ? increase : 0);
                Add(part, minute, Part.Takes(series) ? increase : 0);
            }
        }

        var counts = new List<MinuteCount>();
        var (all, some) = (0.0, 0.0);
        foreach (var (minute, increase) in total)
        {
            // Whole events of what has come together: parts of events are not lost by rounding.
            var (before, partBefore) = (Math.Round(all), Math.Round(some));
            (all, some) = (all + increase, some + part.GetValueOrDefault(minute));
            var (events, of) = ((long)(Math.Round(all) - before), (long)(Math.Round(some) - partBefore));
            of = Math.Clamp(of, 0, events);
            if (events > 0)
            {
                counts.Add(new(AlertTest.Origin + (minute * s_minute), IsGood ? of : events - of, events));
            }
        }

        return counts;
    }

    private static void Add(IDictionary<long, double> sums, long minute, double increase) => sums[minute] = sums.TryGetValue(minute, out var sum) ? sum + increase : increase;

    private static CountedSeries? Of(ProductPlan plan, Objective objective)
    {
        if (objective.IsCountedLater || plan.Operations.FirstOrDefault(o => o.Name == objective.Operation) is not { Entry: { Attributes.Count: 0 } entry } operation || (entry.Route is null && entry.Span is null))
        {
            return null;
        }

        var queries = PrometheusQueries.Of(objective, operation);
        // For latency: all that succeeded, less those within the limit.
        return new(objective, SeriesSelector.In(queries.Total)[0], SeriesSelector.In(queries.Bad)[^1], objective.Latency is not null);
    }
}
