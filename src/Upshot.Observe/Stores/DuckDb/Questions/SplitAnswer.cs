using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Events of objectives by what their requests were answered with: a release, or the variant of a flag.</summary>
internal static class SplitAnswer
{
    private sealed record Counted(SplitCount Count, DateTimeOffset First);

    public static IReadOnlyList<SplitCount> Of(QuerySession session, ReleaseSplitQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var exact = Exact(session, question);
        var since = question.Objectives.Select((_, i) => exact.Where(c => c.Count.Objective == i).Select(c => c.First).DefaultIfEmpty(question.Range.To).Min()).ToList();
        var earlier = ObjectiveAnswer.EarlierByRelease(session, new ObjectiveQuestion(question.Objectives, question.Range), since);
        return SplitCount.Together(exact.Select(c => c.Count), earlier, question.Limit);
    }

    public static IReadOnlyList<SplitCount> Of(QuerySession session, VariantSplitQuestion question)
    {
        var asked = question.Objectives.Index().Where(o => o.Item.IsOfRollups && o.Item.Throughput is null).ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        var values = string.Join(", ", asked.Select(o => $"({o.Index}, {Sql.Text(o.Item.Operation)}, {ObjectiveAnswer.Text(o.Item.Environment)}, {(o.Item.Latency is { } limit ? $"{limit.Ticks * 100}::BIGINT" : "NULL::BIGINT")})"));
        return SplitCount.AtMost(question.Limit, session.Read(
            $"""
             WITH {FlagAnswer.Chosen(session, question.Flag, question.Range)},
             entries AS (
                 SELECT trace_id, operation, environment, status = 2 AS failed, duration_ns, round(adjusted_count)::BIGINT AS weight, make_timestamp_ns(epoch_ns(start_time) // 60000000000 * 60000000000) AS minute
                 FROM ({session.Spans(Nanos.Of(question.Range.From), Nanos.Around(question.Range, TimeSpan.Zero, TimeSpan.FromMinutes(1)).To)}))
             SELECT asked.number, chosen.variant, coalesce(sum(weight) FILTER (NOT failed AND (asked.latency IS NULL OR duration_ns <= asked.latency)), 0)::BIGINT, sum(weight)::BIGINT
             FROM entries JOIN chosen USING (trace_id)
             JOIN (VALUES {values}) asked(number, operation, environment, latency) ON entries.operation = asked.operation AND (asked.environment IS NULL OR entries.environment = asked.environment)
             WHERE {Sql.Within("minute", question.Range)} AND (asked.latency IS NULL OR (NOT failed AND duration_ns >= 0))
             GROUP BY ALL ORDER BY 1, 2 LIMIT {question.Limit + 1L}
             """,
            r => new SplitCount(r.GetInt32(0), r.GetString(1), "", r.GetInt64(2), r.GetInt64(3))));
    }

    private static IReadOnlyList<Counted> Exact(QuerySession session, ReleaseSplitQuestion question)
    {
        var asked = string.Join(", ", question.Objectives.Select((o, i) => $"({i}, {Sql.Text(o.Name)}, {Sql.Text(ObjectiveDefinition.Of(o))}, {ObjectiveAnswer.Text(o.Environment)})"));
        return session.Read(
            $"""
             SELECT asked.number, coalesce(version, ''), coalesce(counted.environment, ''), epoch_ns(min(minute)), sum(good)::BIGINT, sum(total)::BIGINT
             FROM ({session.ObjectiveMinutes}) counted
             JOIN (VALUES {asked}) asked(number, objective, definition, environment)
               ON counted.objective = asked.objective AND counted.definition = asked.definition AND (asked.environment IS NULL OR counted.environment = asked.environment)
             WHERE {Sql.Within("minute", question.Range)}
             GROUP BY ALL
             """,
            r => new Counted(new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetInt64(4), r.GetInt64(5)), Nanos.ToMoment(r.GetInt64(3))));
    }
}
