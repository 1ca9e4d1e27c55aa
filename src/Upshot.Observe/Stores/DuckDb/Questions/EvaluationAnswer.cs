using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Evaluations of all flags by minute, from spans, events of spans and log records.</summary>
internal static class EvaluationAnswer
{
    private const long Minute = 60_000_000_000;

    public static IReadOnlyList<EvaluationCount> Of(QuerySession session, EvaluationQuestion question)
    {
        var (from, to) = (Nanos.Of(question.Range.From), Nanos.Of(question.Range.To));
        var (spans, logs) = (session.Spans(from, to), session.Rows(TelemetrySignal.Logs, "logs", from, to));
        return EvaluationQuestion.Ordered(session.Read(
            $"""
             WITH evaluated AS (
                 SELECT feature_flag_key AS flag, environment, epoch_ns(start_time) // {Minute} AS minute, feature_flag_result_variant AS variant, adjusted_count AS weight
                 FROM ({spans}) WHERE feature_flag_key IS NOT NULL AND {Sql.Within("start_time", question.Range)}
                 UNION ALL
                 SELECT item->'attributes'->>'$."feature_flag.key"', environment, minute, item->'attributes'->>'$."feature_flag.result.variant"', weight FROM (
                     SELECT environment, epoch_ns(start_time) // {Minute} AS minute, adjusted_count AS weight, unnest(from_json(events, '["JSON"]')) AS item
                     FROM ({spans}) WHERE contains(events::VARCHAR, '"feature_flag.key"') AND {Sql.Within("start_time", question.Range)})
                 UNION ALL
                 SELECT feature_flag_key, environment, epoch_ns(time) // {Minute}, feature_flag_result_variant, 1 FROM ({logs}) WHERE feature_flag_key IS NOT NULL AND {Sql.Within("time", question.Range)})
             SELECT flag, coalesce(environment, '') AS of_environment, minute, variant, round(sum(weight))::BIGINT AS times FROM evaluated
             WHERE coalesce(flag, '') <> '' AND coalesce(variant, '') <> ''
             GROUP BY ALL ORDER BY times DESC, flag, of_environment, minute, variant LIMIT {question.Limit}
             """,
            r => new EvaluationCount(r.GetString(0), r.GetString(1), Nanos.ToMoment(r.GetInt64(2) * Minute), r.GetString(3), r.GetInt64(4))));
    }
}
