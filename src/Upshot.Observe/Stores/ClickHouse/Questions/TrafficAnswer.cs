using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

internal static class TrafficAnswer
{
    public static async Task<IReadOnlyList<IReadOnlyList<MinuteCount>>> OfAsync(ClickHouseSession session, TrafficQuestion question)
    {
        if (question.Operations.Count == 0)
        {
            return [];
        }

        var parts = HourParts.Of(question.Range, question.Minutes);
        var asked = string.Join(", ", question.Operations.Select((o, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, {Literal.Text(o.Operation)}, {Literal.TextOrNull(o.Environment)})")));
        var rows = await session.ReadAsync(
            $"""
             SELECT asked.number, {Rows.Slot("counted.minute", parts)} AS at, toInt64(sum(requests) - sum(errors)), toInt64(sum(requests)), {Rows.Nanos("max(counted.minute)")}, {SampledSums.Of()}
             FROM (SELECT minute, operation, environment, requests, errors, good_variance, bad_variance, good_weight, bad_weight FROM {session.Rollups}
                   WHERE operation IN {Literal.List(question.Operations.Select(o => o.Operation).Distinct())} AND {Literal.Within("minute", question.Range)}) AS counted
             JOIN (SELECT * FROM values('number Int32, operation String, place Nullable(String)', {asked})) AS asked ON counted.operation = asked.operation
             WHERE isNull(asked.place) OR counted.environment = asked.place
             GROUP BY asked.number, at HAVING sum(requests) <> 0 ORDER BY asked.number, at LIMIT {question.Limit + 1L}
             """,
            r => (Index: r.GetInt32(0), Count: new MinuteCount(Nanos.ToMoment(r.GetInt64(4)), r.GetInt64(2), r.GetInt64(3)) { Sampling = SampledSums.Read(r, 5) }));
        var counted = rows.Count <= question.Limit ? rows.ToLookup(r => r.Index, r => r.Count) : throw new AnswerTooLargeException("minutes of operations", question.Limit);
        return [.. question.Operations.Select((_, i) => counted[i].ToList())];
    }
}
