using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Records that pass a filter, read once and counted by the step and by each field.</summary>
internal static class RecordSummaryAnswer
{
    public static RecordSummary Of(QuerySession session, RecordSummaryQuestion question) => WithoutSql.Try(() => SpanTally.Of(session, question)) ?? ByStatement(session, question);

    internal static RecordSummary ByStatement(QuerySession session, RecordSummaryQuestion question)
    {
        var columns = new RecordColumns(session, question.OfLogs);
        var (from, to) = (Nanos.Of(question.Range.From), Nanos.Of(question.Range.To));
        var step = question.Step.Ticks * 100;
        var fields = string.Concat(question.Fields.Select((field, i) => $", {columns.TextOf(field)} AS f{i}"));
        var counts = "count(*)::BIGINT AS n, count(*) FILTER (failed)::BIGINT";
        var parts = question.Fields.Select((_, i) => $"(SELECT {i}, f{i}, {counts} FROM found WHERE f{i} IS NOT NULL GROUP BY f{i} ORDER BY n DESC, f{i} LIMIT {question.Limit})")
            .Prepend($"(SELECT -1, step::VARCHAR, {counts} FROM found GROUP BY step)");
        return CountedValues.Of(question, session.Read(
            $"""
             WITH found AS MATERIALIZED (
                 SELECT epoch_ns({columns.Time}) // {step} * {step} AS step, {columns.IsFailed} AS failed{fields}
                 FROM ({columns.Rows(from, to)}) WHERE {Sql.Within(columns.Time, question.Range)} AND {columns.Condition(question.Where)})
             {string.Join(" UNION ALL ", parts)}
             """,
            r => (r.GetInt32(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3))));
    }
}
