using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Plans;

/// <summary>Where requests of a minute are counted.</summary>
/// <param name="Minute">Unix nanoseconds.</param>
internal readonly record struct CountedPlace(string Objective, string Definition, long Minute, string Version, string Environment);

/// <summary>How often it was good there, and how often in all.</summary>
internal sealed record CountedBefore(CountedPlace Place, long Good, long Total, SamplingVariance Sampling);

/// <summary>What has to be added to minutes of objectives so that they are what is stored says. A second time that is nothing.</summary>
internal static class CountedLater
{
    /// <param name="before">Asks a store for what it has of some counters.</param>
    public static async Task<IReadOnlyList<ObjectiveRow>> ChangesAsync(
        IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, bool mayShrink, Func<IReadOnlyList<ObjectiveCounter>, Task<List<CountedBefore>>> before)
    {
        var counters = counted.Select(c => (Counter: ObjectiveCounter.OfLater(c.Objective), c.Minutes)).ToList();
        var known = (await before([.. counters.Select(c => c.Counter)])).ToDictionary(b => b.Place);
        var changes = new List<ObjectiveRow>();
        foreach (var (counter, minutes) in counters)
        {
            foreach (var minute in minutes)
            {
                var place = new CountedPlace(counter.Name, counter.Definition, minute.Minute.ToUnixTimeMilliseconds() * 1_000_000, minute.Version, minute.Environment);
                known.Remove(place, out var was);
                if (mayShrink || minute.Total >= (was?.Total ?? 0))
                {
                    Add(changes, counter, place, minute.Good - (was?.Good ?? 0), minute.Total - (was?.Total ?? 0), minute.Sampling - (was?.Sampling ?? default));
                }
            }
        }

        foreach (var (place, was) in mayShrink ? known : [])
        {
            Add(changes, counters.First(c => c.Counter.Name == place.Objective).Counter, place, -was.Good, -was.Total, default(SamplingVariance) - was.Sampling);
        }

        return changes;
    }

    private static void Add(List<ObjectiveRow> changes, ObjectiveCounter counter, CountedPlace place, long good, long total, SamplingVariance sampling)
    {
        if (good != 0 || total != 0)
        {
            changes.Add(new(place.Minute, counter, place.Version, place.Environment) { Good = good, Total = total, Sampling = sampling });
        }
    }
}
