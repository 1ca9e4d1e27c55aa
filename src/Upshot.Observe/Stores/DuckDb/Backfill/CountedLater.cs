using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>What has to be added to minutes of objectives so that they are what is stored says. A second time that is nothing.</summary>
internal static class CountedLater
{
    private readonly record struct Place(string Objective, string Definition, long Minute, string Version, string Environment);

    public static IReadOnlyList<ObjectiveRow> Changes(QuerySession session, IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, TimeRange range, bool mayShrink)
    {
        var counters = counted.Select(c => (Counter: ObjectiveCounter.OfLater(c.Objective), c.Minutes)).ToList();
        var known = Known(session, counters.Select(c => c.Counter), range);
        var changes = new List<ObjectiveRow>();
        foreach (var (counter, minutes) in counters)
        {
            foreach (var minute in minutes)
            {
                var place = new Place(counter.Name, counter.Definition, Nanos.Of(minute.Minute), minute.Version, minute.Environment);
                known.Remove(place, out var was);
                if (mayShrink || minute.Total >= was.Total)
                {
                    Add(changes, counter, place, minute.Good - was.Good, minute.Total - was.Total, minute.Sampling - was.Sampling);
                }
            }
        }

        foreach (var (place, was) in mayShrink ? known : [])
        {
            Add(changes, counters.First(c => c.Counter.Name == place.Objective).Counter, place, -was.Good, -was.Total, default(SamplingVariance) - was.Sampling);
        }

        return changes;
    }

    private static void Add(List<ObjectiveRow> changes, ObjectiveCounter counter, Place place, long good, long total, SamplingVariance sampling)
    {
        if (good != 0 || total != 0)
        {
            changes.Add(new(place.Minute, counter, place.Version, place.Environment) { Good = good, Total = total, Sampling = sampling });
        }
    }

    private static Dictionary<Place, (long Good, long Total, SamplingVariance Sampling)> Known(QuerySession session, IEnumerable<ObjectiveCounter> counters, TimeRange range)
    {
        var asked = string.Join(", ", counters.Select(c => $"({Sql.Text(c.Name)}, {Sql.Text(c.Definition)})"));
        return session.Read(
            $"""
             SELECT objective, definition, epoch_ns(minute), coalesce(version, ''), coalesce(environment, ''), sum(good)::BIGINT, sum(total)::BIGINT, {SampledSums.Of()} FROM ({session.ObjectiveMinutes})
             WHERE {Sql.Within("minute", range)} AND (objective, definition) IN ({asked}) GROUP BY ALL
             """,
            r => (Place: new Place(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetString(3), r.GetString(4)), Good: r.GetInt64(5), Total: r.GetInt64(6), Sampling: SampledSums.Read(r, 7)))
            .ToDictionary(c => c.Place, c => (c.Good, c.Total, c.Sampling));
    }
}
