using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>Minutes of objectives as they are counted already.</summary>
internal static class CountedMinutes
{
    /// <param name="counters">Null: all, former ones too.</param>
    public static List<CountedBefore> Of(QuerySession session, IEnumerable<ObjectiveCounter>? counters, TimeRange range)
    {
        var asked = counters is null ? "true" : $"(objective, definition) IN ({string.Join(", ", counters.Select(c => $"({Sql.Text(c.Name)}, {Sql.Text(c.Definition)})"))})";
        return session.Read(
            $"""
             SELECT objective, definition, epoch_ns(minute), coalesce(version, ''), coalesce(environment, ''), sum(good)::BIGINT, sum(total)::BIGINT, {SampledSums.Of()} FROM ({session.ObjectiveMinutes})
             WHERE {Sql.Within("minute", range)} AND {asked} GROUP BY ALL
             """,
            r => new CountedBefore(new(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetString(3), r.GetString(4)), r.GetInt64(5), r.GetInt64(6), SampledSums.Read(r, 7)));
    }
}
