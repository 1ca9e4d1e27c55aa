using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Requests by the variant of a flag: on a span, in an event of a span, or in a log record, as the semantic conventions of one time or another have it.</summary>
internal static class FlagAnswer
{
    /// <summary>As OpenTelemetry has it: whom a flag was evaluated for.</summary>
    private const string ContextAttribute = "feature_flag.context.id";

    // A trace's other spans begin before or after its entry.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<ArmEvidence> Of(QuerySession session, FlagQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Block, TimeSpan.FromSeconds(1));
        var spans = new RecordColumns(session, ofLogs: false);
        var user = $"coalesce(nullif(chosen.context, ''), {string.Join(", ", FlagQuestion.UserAttributes.Select(u => $"nullif({spans.TextOf(u)}, '')"))})";
        var who = question.ByUser ? $"coalesce('#' || left(md5({user}), 2), '')" : BlockAnswer.Process;
        var found = session.Read(
            $"""
             WITH {Chosen(session, question.Flag, question.Range, withContext: question.ByUser)}
             SELECT chosen.variant, service, {who} AS who, coalesce(nullif(http_route, ''), name) AS path, epoch_ns(start_time) // {question.Block.Ticks * 100} AS block, status = 2 AS failed,
                    {BlockAnswer.Bucket} AS bucket, round(sum(adjusted_count))::BIGINT, sum(duration_ns * adjusted_count)::DOUBLE
             FROM ({session.Spans(Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))}) entries JOIN chosen USING (trace_id)
             WHERE operation = {Sql.Text(question.Operation)} AND {Sql.Within("start_time", question.Range)} {BlockAnswer.Only("service", question.Service)} {BlockAnswer.Only("environment", question.Environment)}
             GROUP BY ALL
             """,
            r => new VariantRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetBoolean(5), r.GetInt32(6), r.GetInt64(7), r.GetDouble(8)));
        return BlockTotals.OfVariants(question, found);
    }

    /// <summary>Traces with the one variant that they evaluated, as the parts <c>drawn</c> and <c>chosen</c> of a statement.</summary>
    /// <param name="withContext">Whom the flag was evaluated for, too.</param>
    public static string Chosen(QuerySession session, string flagName, TimeRange range, bool withContext = false)
    {
        string Context(bool ofLogs) => withContext ? new RecordColumns(session, ofLogs).TextOf(ContextAttribute) : "NULL::VARCHAR";
        var (from, to) = Nanos.Around(range, Around, Around);
        var (spans, logs, flag) = (session.Spans(from, to), session.Rows(TelemetrySignal.Logs, "logs", from, to), Sql.Text(flagName));
        return $"""
             drawn AS (
                 SELECT trace_id, feature_flag_result_variant AS variant, {Context(ofLogs: false)} AS context FROM ({spans}) WHERE feature_flag_key = {flag}
                 UNION ALL
                 SELECT trace_id, item->'attributes'->>'$."feature_flag.result.variant"', item->'attributes'->>'$."{ContextAttribute}"' FROM (
                     SELECT trace_id, unnest(from_json(events, '["JSON"]')) AS item FROM ({spans}) WHERE contains(events::VARCHAR, {flag}))
                 WHERE item->'attributes'->>'$."feature_flag.key"' = {flag}
                 UNION ALL
                 SELECT trace_id, feature_flag_result_variant, {Context(ofLogs: true)} FROM ({logs}) WHERE feature_flag_key = {flag}),
             chosen AS (
                 SELECT trace_id, min(variant) AS variant, max(context) AS context FROM drawn WHERE coalesce(variant, '') <> '' GROUP BY trace_id HAVING count(DISTINCT variant) = 1)
             """;
    }
}
