using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>A call of an operation, as traces have it.</summary>
/// <param name="Parent">Index of the call it is made by; −1: the entry, which comes first.</param>
/// <param name="OwnMillis">Without the calls below it, by the median.</param>
public sealed record RecentCall(string Service, string Name, int Parent, double OwnMillis);

/// <summary>An operation as it was lately.</summary>
/// <param name="PerMinute">Requests a minute at each of the 168 hours of the week, from Monday 0:00 UTC; null: nothing is known of that hour.</param>
/// <param name="Calls">As most of its traces have them; empty: no trace is known.</param>
public sealed record RecentOperation(string Name, IReadOnlyList<double?> PerMinute, IReadOnlyList<RecentCall> Calls);

/// <summary>An objective as it was kept lately.</summary>
/// <param name="Failing">The share of bad events, without the tenth of the hours that were worst: what is usual, and not an outage.</param>
public sealed record RecentObjective(string Name, double Failing);

/// <summary>What a product was asked lately, in numbers and names of services: what a rehearsal may follow instead of the plan's own numbers.</summary>
public sealed record RecentTraffic(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RecentOperation> Operations, IReadOnlyList<RecentObjective> Objectives)
{
    public const int HoursOfWeek = 168;

    private const double Worst = 0.1, MostPerMinute = 1e7;
    private const int MostCalls = 200;

    public static int HourOfWeek(DateTimeOffset at) => ((((int)at.UtcDateTime.DayOfWeek + 6) % 7) * 24) + at.UtcDateTime.Hour;

    /// <param name="series">By objective, minute by minute.</param>
    /// <param name="traces">By operation.</param>
    public static RecentTraffic Of(ProductPlan plan, IReadOnlyDictionary<string, CountSeries> series, IReadOnlyDictionary<string, IReadOnlyList<TraceEvidence>> traces, TimeRange range)
    {
        var operations = plan.Operations.Select(o =>
        {
            var counted = TrafficRule.PromiseOf(plan, o.Name) ?? plan.Objectives.FirstOrDefault(p => p.Operation == o.Name);
            return new RecentOperation(o.Name, PerMinuteOf(counted is null ? null : series.GetValueOrDefault(counted.Name), range), TypicalCalls.Of(traces.GetValueOrDefault(o.Name, [])));
        });
        return new(range.From, range.To, [.. operations], [.. plan.Objectives.Where(o => series.ContainsKey(o.Name)).Select(o => (o.Name, Failing: FailingOf(series[o.Name], range))).Where(o => o.Failing is not null).Select(o => new RecentObjective(o.Name, o.Failing!.Value))]);
    }

    /// <summary>What is wrong with one that somebody wrote or kept for long, in sentences; empty: nothing.</summary>
    public IEnumerable<string> Mistakes(ProductPlan plan)
    {
        foreach (var unknown in Operations.Where(o => plan.Operations.All(p => p.Name != o.Name)))
        {
            yield return $"The plan has no operation \"{unknown.Name}\".";
        }

        foreach (var operation in Operations)
        {
            if (operation.PerMinute.Count != HoursOfWeek || operation.PerMinute.Any(r => r is { } rate && rate is not (>= 0 and <= MostPerMinute)))
            {
                yield return $"{operation.Name} has {operation.PerMinute.Count} hours of the week, or a rate that is none; there are {HoursOfWeek}, each a number of requests a minute.";
            }

            if (operation.Calls.Count > MostCalls || operation.Calls.Where((c, i) => c.Parent >= i || (i == 0) != (c.Parent < 0) || c.OwnMillis is not (>= 0 and <= 1e8) || string.IsNullOrEmpty(c.Service)).Any())
            {
                yield return $"The calls of {operation.Name} are no tree: each stands behind the one that makes it, and the first is the entry.";
            }
        }

        foreach (var wrong in Objectives.Where(o => o.Failing is not (>= 0 and <= 1)))
        {
            yield return $"{wrong.Name} fails by {wrong.Failing}, which is no share.";
        }
    }

    // The median over the weeks: one with an outage, or a holiday, is not what is usual.
    private static double?[] PerMinuteOf(CountSeries? series, TimeRange range)
    {
        var hours = Enumerable.Range(0, HoursOfWeek).Select(_ => new List<double>()).ToList();
        for (var hour = TimeSteps.Ceiling(series?.First is { } first && first > range.From ? first : range.From, TimeSteps.Hour); series?.First is not null && hour + TimeSteps.Hour <= range.To; hour += TimeSteps.Hour)
        {
            hours[HourOfWeek(hour)].Add(series.Sum(new(hour, hour + TimeSteps.Hour)).Total / 60.0);
        }

        return [.. hours.Select(h => h.Count == 0 ? (double?)null : Math.Round(Quantiles.Median(h), 3))];
    }

    private static double? FailingOf(CountSeries series, TimeRange range)
    {
        var hours = new List<EventCount>();
        for (var hour = TimeSteps.Ceiling(range.From, TimeSteps.Hour); hour + TimeSteps.Hour <= range.To; hour += TimeSteps.Hour)
        {
            if (series.Sum(new(hour, hour + TimeSteps.Hour)) is { Total: > 0 } count)
            {
                hours.Add(count);
            }
        }

        var usual = hours.OrderBy(h => h.BadRatio).Take(Math.Max(1, (int)(hours.Count * (1 - Worst)))).ToList();
        return hours.Count == 0 ? null : (double)usual.Sum(h => h.Bad) / usual.Sum(h => h.Total);
    }
}
