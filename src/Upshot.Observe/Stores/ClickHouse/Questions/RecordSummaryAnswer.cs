using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Records that pass a filter, counted by the step and by each field in one pass.</summary>
internal static class RecordSummaryAnswer
{
    public static async Task<RecordSummary> OfAsync(ClickHouseSession session, RecordSummaryQuestion question)
    {
        var columns = new RecordColumns(session, question.OfLogs ? TelemetrySignal.Logs : TelemetrySignal.Traces);
        var step = question.Step.Ticks * 100;
        var keys = string.Join(", ", question.Fields.Select((field, i) => $"(toInt32({i}), {columns.TextOf(field)})").Prepend($"(toInt32(-1), toString(intDiv({Rows.Nanos(columns.Time)}, {step}) * {step}))"));
        return CountedValues.Of(question, await session.ReadAsync(
            $"""
             SELECT key.1 AS field, key.2 AS value, toInt64(count()) AS n, toInt64(countIf(failed))
             FROM (SELECT {columns.IsFailed} AS failed, arrayJoin([{keys}]) AS key FROM {columns.Rows} WHERE {Literal.WithinMinutes(columns.Time, question.Range)} AND {columns.Condition(question.Where)})
             WHERE field < 0 OR value != '' GROUP BY field, value ORDER BY field, n DESC, value LIMIT {Math.Max(question.Limit, MostSteps)} BY field
             """,
            r => (r.GetInt32(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3))));
    }

    // Of steps all are needed: they are what is counted in all.
    private const int MostSteps = 100_000;
}
