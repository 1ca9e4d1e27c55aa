using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Good and total events of an objective by minute.</summary>
internal static class ObjectiveQuestion
{
    public static IReadOnlyList<MinuteCount> Answer(Func<QuerySession> ask, Objective objective, TimeRange range)
    {
        using var asked = ask();
        var environment = objective.Environment is { } name ? $"AND environment = {Sql.Text(name)}" : "";
        var exact = asked.Read(
            $"""
             SELECT epoch_ns(minute), sum(good)::BIGINT, sum(total)::BIGINT FROM ({asked.ObjectiveMinutes})
             WHERE objective = {Sql.Text(objective.Name)} AND definition = {Sql.Text(ObjectiveCounter.DefinitionOf(objective))} {environment}
               AND {Nanos.Within("minute", range)}
             GROUP BY minute ORDER BY minute
             """,
            r => new MinuteCount(Nanos.ToMoment(r.GetInt64(0)), r.GetInt64(1), r.GetInt64(2)));

        // Before the objective had its present target, minutes were counted by another one, or by none.
        var since = exact.Count > 0 ? exact[0].Minute : range.To;
        var earlier = new TimeRange(range.From, since);
        return earlier.Length <= TimeSpan.Zero ? exact : [.. FromHistograms(asked, objective, earlier, environment), .. exact];
    }

    private static IEnumerable<MinuteCount> FromHistograms(QuerySession asked, Objective objective, TimeRange range, string environment)
    {
        var rows = asked.Read(
            $"""
             SELECT epoch_ns(minute), requests, errors, histogram FROM ({asked.Rollups})
             WHERE operation = {Sql.Text(objective.Operation)} {environment} AND {Nanos.Within("minute", range)}
             ORDER BY minute
             """,
            r => (Minute: r.GetInt64(0), Requests: r.GetInt64(1), Errors: r.GetInt64(2), Histogram: ReadBlob(r.GetStream(3))));
        return rows.GroupBy(r => r.Minute).Select(minute => new MinuteCount(
            Nanos.ToMoment(minute.Key),
            minute.Sum(r => objective.Latency is { } latency ? ExponentialHistogram.FromBytes(r.Histogram).CountAtMost(latency.Ticks * 100) : r.Requests - r.Errors),
            minute.Sum(r => objective.Latency is null ? r.Requests : r.Requests - r.Errors)));
    }

    internal static byte[] ReadBlob(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
