using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Requests by the variant of a flag: on a span, in an event of a span, or in a log record, as the semantic conventions of one time or another have it.</summary>
internal static class FlagAnswer
{
    /// <summary>As OpenTelemetry has it: whom a flag was evaluated for.</summary>
    private const string ContextAttribute = "feature_flag.context.id";
    private const string Given = "if(chosen.the_context != '', chosen.the_context, entries.own)";

    // A trace's other spans begin before or after its entry.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<ArmEvidence>> OfAsync(ClickHouseSession session, FlagQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Block, TimeSpan.FromSeconds(1));
        var spans = new RecordColumns(session, TelemetrySignal.Traces);
        var user = question.ByUser ? $"multiIf({string.Concat(FlagQuestion.UserAttributes.Select(u => $"{spans.TextOf(u)} != '', {spans.TextOf(u)}, "))}'')" : "''";
        var who = question.ByUser ? $"if({Given} = '', '', concat('#', lower(substring(hex(MD5({Given})), 1, 2))))" : "process";
        var found = await session.ReadAsync(
            $"""
             WITH {Chosen(session, question.Flag, question.Range, withContext: question.ByUser)}
             SELECT chosen.the_variant, entries.service, {who} AS who, path, block, failed, bucket, toInt64(round(sum(weight))), sum(weighted)
             FROM (SELECT trace_id, toString(service) AS service, {Rows.Process} AS process, {user} AS own, {Rows.Path} AS path, intDiv({Rows.Nanos("start_time")}, {question.Block.Ticks * 100}) AS block, toInt32(status = {Rows.Failed}) AS failed,
                          {Histograms.Bucket} AS bucket, adjusted_count AS weight, duration_ns * adjusted_count AS weighted
                   FROM {session.Spans}
                   WHERE operation = {Literal.Text(question.Operation)} AND {Literal.WithinMinutes("start_time", question.Range)} {Rows.Only("service", question.Service)} {Rows.Only("environment", question.Environment)}) AS entries
             GLOBAL JOIN chosen ON entries.trace_id = chosen.trace_id
             GROUP BY chosen.the_variant, entries.service, who, path, block, failed, bucket
             """,
            r => new VariantRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetInt32(5) != 0, r.GetInt32(6), r.GetInt64(7), r.GetDouble(8)));
        return BlockTotals.OfVariants(question, found);
    }

    /// <summary>Traces with the one variant that they evaluated, as the parts <c>drawn</c> and <c>chosen</c> of a statement.</summary>
    /// <param name="withContext">Whom the flag was evaluated for, too.</param>
    public static string Chosen(ClickHouseSession session, string flagName, TimeRange range, bool withContext = false)
    {
        string Context(TelemetrySignal signal) => withContext ? $"ifNull({new RecordColumns(session, signal).TextOf(ContextAttribute)}, '')" : "''";
        var (from, to) = Nanos.Around(range, Around, Around);
        var flag = Literal.Text(flagName);
        return $"""
             drawn AS (
                 SELECT trace_id, toString(ifNull(feature_flag_result_variant, '')) AS variant, {Context(TelemetrySignal.Traces)} AS context FROM {session.Spans} WHERE feature_flag_key = {flag} AND {Literal.WithinMinutes("start_time", from, to)}
                 UNION ALL
                 SELECT trace_id, JSONExtractString(item, 'attributes', 'feature_flag.result.variant'), JSONExtractString(item, 'attributes', '{ContextAttribute}') FROM (
                     SELECT trace_id, arrayJoin(JSONExtractArrayRaw(events)) AS item FROM {session.Spans} WHERE position(events, {flag}) > 0 AND {Literal.WithinMinutes("start_time", from, to)})
                 WHERE JSONExtractString(item, 'attributes', 'feature_flag.key') = {flag}
                 UNION ALL
                 SELECT trace_id, toString(ifNull(feature_flag_result_variant, '')), {Context(TelemetrySignal.Logs)} FROM {session.Logs} WHERE feature_flag_key = {flag} AND {Literal.WithinMinutes("time", from, to)}),
             chosen AS (SELECT trace_id, min(variant) AS the_variant, max(context) AS the_context FROM drawn WHERE variant <> '' GROUP BY trace_id HAVING uniqExact(variant) = 1)
             """;
    }
}
