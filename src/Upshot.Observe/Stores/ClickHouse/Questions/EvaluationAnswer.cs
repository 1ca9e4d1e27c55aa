using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Evaluations of all flags by minute, from spans, events of spans and log records.</summary>
internal static class EvaluationAnswer
{
    private const long Minute = 60_000_000_000;

    public static async Task<IReadOnlyList<EvaluationCount>> OfAsync(ClickHouseSession session, EvaluationQuestion question)
    {
        var starts = $"intDiv({Rows.Nanos("start_time")}, {Minute})";
        return EvaluationQuestion.Ordered(await session.ReadAsync(
            $"""
             SELECT flag, of_environment, of_minute, variant, toInt64(round(sum(weight))) AS times
             FROM (
                 SELECT toString(ifNull(feature_flag_key, '')) AS flag, toString(environment) AS of_environment, {starts} AS of_minute, toString(ifNull(feature_flag_result_variant, '')) AS variant, toFloat64(adjusted_count) AS weight
                 FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", question.Range)} AND feature_flag_key <> ''
                 UNION ALL
                 SELECT JSONExtractString(item, 'attributes', 'feature_flag.key'), of_environment, of_minute, JSONExtractString(item, 'attributes', 'feature_flag.result.variant'), weight
                 FROM (SELECT toString(environment) AS of_environment, {starts} AS of_minute, toFloat64(adjusted_count) AS weight, arrayJoin(JSONExtractArrayRaw(events)) AS item
                       FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", question.Range)} AND position(events, '"feature_flag.key"') > 0)
                 UNION ALL
                 SELECT toString(ifNull(feature_flag_key, '')), toString(environment), intDiv({Rows.Nanos("time")}, {Minute}), toString(ifNull(feature_flag_result_variant, '')), toFloat64(1)
                 FROM {session.Logs} WHERE {Literal.WithinMinutes("time", question.Range)} AND feature_flag_key <> '')
             WHERE flag <> '' AND variant <> ''
             GROUP BY flag, of_environment, of_minute, variant ORDER BY times DESC, flag, of_environment, of_minute, variant LIMIT {question.Limit}
             """,
            r => new EvaluationCount(r.GetString(0), r.GetString(1), Nanos.ToMoment(r.GetInt64(2) * Minute), r.GetString(3), r.GetInt64(4))));
    }
}
