using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Sampling;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Sampled requests by what they were counted as; what the server sampled afterwards had been counted whole, but for kinds that attributes tell, which the spans that stayed are counted by. Where nothing was sampled the files' statistics say so, and no row is read.</summary>
internal static class SamplingAnswer
{
    public static IReadOnlyList<IReadOnlyList<SampledClass>> Of(QuerySession session, SamplingQuestion question) => [.. question.Windows.Select(w => Of(session, w))];

    private static readonly string s_counted = $"coalesce(least(try_cast(nullif(regexp_extract(trace_state, '{TailDecision.Counted}([0-9.]+)', 1), '') AS DOUBLE), adjusted_count), adjusted_count)";

    private static IReadOnlyList<SampledClass> Of(QuerySession session, BlockWindow window) => session.Read(
        $"""
         SELECT floor(log2(counted))::INTEGER AS size,
                coalesce(round(sum(adjusted_count / counted) FILTER (failed)), 0)::BIGINT, coalesce(sum(adjusted_count) FILTER (failed), 0)::DOUBLE, coalesce(sum(adjusted_count * counted) FILTER (failed), 0)::DOUBLE,
                coalesce(round(sum(adjusted_count / counted) FILTER (NOT failed)), 0)::BIGINT, coalesce(sum(adjusted_count) FILTER (NOT failed), 0)::DOUBLE, coalesce(sum(adjusted_count * counted) FILTER (NOT failed), 0)::DOUBLE
         FROM (SELECT *, status = 2 AS failed, {(window.Kinds.Count > 0 ? "adjusted_count" : s_counted)} AS counted
               FROM ({session.Spans(Nanos.Of(window.Range.From), Nanos.Of(window.Range.To))}) WHERE adjusted_count > 1)
         WHERE counted > 1 AND operation = {Sql.Text(window.Operation)} AND {Sql.Within("start_time", window.Range)}
           {BlockAnswer.Only("service", window.Service)} {BlockAnswer.Only("environment", window.Environment)} {BlockAnswer.Only("version", window.Version)}
         GROUP BY size ORDER BY size
         """,
        r => new SampledClass(r.GetInt64(1), r.GetDouble(2), r.GetDouble(3), r.GetInt64(4), r.GetDouble(5), r.GetDouble(6)));
}
