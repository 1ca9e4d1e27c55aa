using System.Globalization;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Events of objectives by what their requests were answered with: a release, or the variant of a flag.</summary>
internal static class SplitAnswer
{
    private sealed record Counted(SplitCount Count, DateTimeOffset First);

    public static async Task<IReadOnlyList<SplitCount>> OfAsync(ClickHouseSession session, ReleaseSplitQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var exact = await session.ReadAsync(
            $"""
             SELECT asked.number, toString(counted.version) AS release, toString(counted.environment) AS of_environment, {Rows.Nanos("min(counted.minute)")}, toInt64(sum(good)), toInt64(sum(total))
             FROM {ObjectiveAnswer.Counts(session, question.Objectives, question.Range)} JOIN {ObjectiveAnswer.Asked(question.Objectives)} ON {ObjectiveAnswer.Matches}
             WHERE isNull(asked.place) OR counted.environment = asked.place
             GROUP BY asked.number, release, of_environment
             """,
            r => new Counted(new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetInt64(4), r.GetInt64(5)), Nanos.ToMoment(r.GetInt64(3))));
        var since = question.Objectives.Select((_, i) => exact.Where(c => c.Count.Objective == i).Select(c => c.First).DefaultIfEmpty(question.Range.To).Min()).ToList();
        var earlier = await ObjectiveAnswer.EarlierByReleaseAsync(session, new ObjectiveQuestion(question.Objectives, question.Range), since);
        return SplitCount.Together(exact.Select(c => c.Count), earlier, question.Limit);
    }

    public static async Task<IReadOnlyList<SplitCount>> OfAsync(ClickHouseSession session, VariantSplitQuestion question)
    {
        var asked = question.Objectives.Index().Where(o => o.Item.IsOfRollups && o.Item.Throughput is null).ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        var values = string.Join(", ", asked.Select(o => string.Create(CultureInfo.InvariantCulture, $"({o.Index}, {Literal.Text(o.Item.Operation)}, {Literal.TextOrNull(o.Item.Environment)}, {(o.Item.Latency is { } limit ? (limit.Ticks * 100).ToString(CultureInfo.InvariantCulture) : "NULL")})")));
        var (from, to) = Nanos.Around(question.Range, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var rows = await session.ReadAsync(
            $"""
             WITH {FlagAnswer.Chosen(session, question.Flag, question.Range)}
             SELECT asked.number, chosen.the_variant AS of_variant, sumIf(weight, failed = 0 AND (isNull(asked.latency) OR duration_ns <= asked.latency)), sum(weight)
             FROM (SELECT trace_id, toString(operation) AS operation, toString(environment) AS of_environment, toInt32(status = {Rows.Failed}) AS failed, duration_ns, toInt64(round(adjusted_count)) AS weight
                   FROM {session.Spans}
                   WHERE operation IN {Literal.List(asked.Select(o => o.Item.Operation).Distinct())} AND {Literal.WithinMinutes("start_time", from, to)}
                     AND toStartOfMinute(start_time) >= {Literal.Time(Nanos.Of(question.Range.From))} AND toStartOfMinute(start_time) < {Literal.Time(Nanos.Of(question.Range.To))}) AS entries
             GLOBAL JOIN chosen ON entries.trace_id = chosen.trace_id
             JOIN (SELECT * FROM values('number Int32, operation String, place Nullable(String), latency Nullable(Int64)', {values})) AS asked ON entries.operation = asked.operation
             WHERE (isNull(asked.place) OR entries.of_environment = asked.place) AND (isNull(asked.latency) OR (failed = 0 AND duration_ns >= 0))
             GROUP BY asked.number, of_variant
             """,
            r => new SplitCount(r.GetInt32(0), r.GetString(1), "", r.GetInt64(2), r.GetInt64(3)));
        return SplitCount.AtMost(question.Limit, [.. rows.OrderBy(c => c.Objective).ThenBy(c => c.Name, StringComparer.Ordinal)]);
    }
}
