using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

internal static class TrafficAnswer
{
    public static IReadOnlyList<IReadOnlyList<MinuteCount>> Of(QuerySession session, TrafficQuestion question)
    {
        if (question.Operations.Count == 0)
        {
            return [];
        }

        var parts = HourParts.Of(question.Range, question.Minutes);
        return (Remembered(session, question, parts) ?? ByStatement(session, question, parts)).Select(parts.Together).ToList();
    }

    /// <summary>Null: a statement must be asked.</summary>
    private static IReadOnlyList<IEnumerable<MinuteCount>>? Remembered(QuerySession session, TrafficQuestion question, HourParts parts)
    {
        var sums = session.RequestSums(parts, [.. question.Operations.Select(o => (new CountedName(o.Operation, ""), o.Environment))]);
        return sums?.Sum(s => s.Count) > question.Limit
            ? throw TooLarge(question)
            : sums?.Select(s => s.Where(c => c.Total != 0).Select(c => new MinuteCount(Nanos.ToMoment(c.Last), c.Good, c.Total) { Sampling = c.Sampling })).ToList();
    }

    internal static IReadOnlyList<IEnumerable<MinuteCount>> ByStatement(QuerySession session, TrafficQuestion question, HourParts parts)
    {
        var asked = string.Join(", ", question.Operations.Select((o, i) => $"({i}, {Sql.Text(o.Operation)}, {ObjectiveAnswer.Text(o.Environment)})"));
        var rows = session.Read(
            $"""
             SELECT asked.number, epoch_ns(minute), (sum(requests) - sum(errors))::BIGINT, sum(requests)::BIGINT, {SampledSums.Of()}
             FROM ({HourRows.Requests(session, parts)}) counted
             JOIN (VALUES {asked}) asked(number, operation, environment)
               ON counted.operation = asked.operation AND (asked.environment IS NULL OR counted.environment = asked.environment)
             GROUP BY asked.number, minute HAVING sum(requests) <> 0 ORDER BY asked.number, minute LIMIT {question.Limit + 1L}
             """,
            r => (Index: r.GetInt32(0), Count: new MinuteCount(Nanos.ToMoment(r.GetInt64(1)), r.GetInt64(2), r.GetInt64(3)) { Sampling = SampledSums.Read(r, 4) }));
        var counted = rows.Count <= question.Limit ? rows.ToLookup(r => r.Index, r => r.Count) : throw TooLarge(question);
        return [.. question.Operations.Select((_, i) => counted[i])];
    }

    private static AnswerTooLargeException TooLarge(TrafficQuestion question) => new("minutes of operations", question.Limit);
}
