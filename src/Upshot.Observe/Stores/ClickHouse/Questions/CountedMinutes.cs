using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Minutes of objectives as they are counted already.</summary>
internal static class CountedMinutes
{
    public static Task<List<CountedBefore>> OfAsync(ClickHouseSession session, IReadOnlyList<ObjectiveCounter> counters, TimeRange range)
    {
        var asked = string.Join(", ", counters.Select(c => $"({Literal.Text(c.Name)}, {Literal.Text(c.Definition)})"));
        return session.ReadAsync(
            $"""
             SELECT toString(objective) AS name, toString(definition) AS defined, {Rows.Nanos("minute")} AS at, toString(version) AS release, toString(environment) AS place, toInt64(sum(good)), toInt64(sum(total)), {SampledSums.Of()}
             FROM {session.ObjectiveMinutes} WHERE {Literal.Within("minute", range)} AND (objective, definition) IN ({asked}) GROUP BY name, defined, at, release, place
             """,
            r => new CountedBefore(new(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetString(3), r.GetString(4)), r.GetInt64(5), r.GetInt64(6), SampledSums.Read(r, 7)));
    }
}
