using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Metrics of resources and the number of spans, beside the requests of the same minute.</summary>
internal static class CostAnswer
{
    private const long Minute = 60_000_000_000;

    private sealed record Point(string Service, string Name, string Unit, string Series, long Minute, bool IsCounter, bool IsCumulative, double Last, double Total, double Mean);

    public static IReadOnlyList<CostMinute> Of(QuerySession asked, CostQuestion question)
    {
        var range = question.Range;
        var (from, to) = (Nanos.Of(range.From), Nanos.Of(range.To));
        var requests = asked.Read(
            $"SELECT service, epoch_ns(minute), sum(requests)::BIGINT FROM ({asked.Rollups}) WHERE {Sql.Within("minute", range)} GROUP BY ALL",
            r => (Service: r.GetString(0), Minute: r.GetInt64(1), Requests: r.GetInt64(2))).ToDictionary(r => (r.Service, r.Minute), r => r.Requests / 60.0);
        var points = asked.Read(
            $"""
             SELECT service, name, unit, series::VARCHAR || '|' || instance, epoch_ns(time) // {Minute} * {Minute} AS minute, bool_and(coalesce(monotonic, false)), bool_and(coalesce(temporality, '') = 'cumulative'),
                    max_by(coalesce(value, value_int::DOUBLE), time), sum(coalesce(value, value_int::DOUBLE)), avg(coalesce(value, value_int::DOUBLE))
             FROM ({asked.Rows(TelemetrySignal.Metrics, "metric_points", from, to)})
             WHERE {Sql.Within("time", range)} AND (value IS NOT NULL OR value_int IS NOT NULL) AND regexp_matches(name, '{CostMetric.Pattern}', 'i')
             GROUP BY ALL
             """,
            r => new Point(r.GetString(0), r.GetString(1), r.IsDBNull(2) ? "" : r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetBoolean(5), r.GetBoolean(6), r.GetDouble(7), r.GetDouble(8), r.GetDouble(9)));
        var spans = asked.Read(
            $"SELECT service, epoch_ns(start_time) // {Minute} * {Minute} AS minute, count(*)::BIGINT FROM ({asked.Spans(from, to)}) WHERE {Sql.Within("start_time", range)} GROUP BY ALL",
            r => (Service: r.GetString(0), Minute: r.GetInt64(1), Count: r.GetInt64(2)));
        var costs = points.GroupBy(p => (p.Service, p.Name, p.Unit, p.Series)).SelectMany(s => CostMetric.ByMinute([.. s.OrderBy(p => p.Minute).Select(p => new CostMetric(p.Minute, p.IsCounter, p.IsCumulative, p.Last, p.Total, p.Mean))]).Select(m => (s.Key.Service, s.Key.Name, s.Key.Unit, m.Minute, m.Cost)))
            .GroupBy(c => (c.Service, c.Name, c.Unit, c.Minute)).Select(g => (g.Key.Service, g.Key.Name, g.Key.Unit, g.Key.Minute, Cost: g.Sum(c => c.Cost)))
            .Concat(spans.Select(s => (s.Service, Name: CostMetric.Spans, Unit: "{span}/s", s.Minute, Cost: s.Count / 60.0)));
        List<CostMinute> answer = [.. costs.Where(c => requests.GetValueOrDefault((c.Service, c.Minute)) > 0)
            .Select(c => new CostMinute(c.Service, c.Name, c.Unit, Nanos.ToMoment(c.Minute), requests[(c.Service, c.Minute)], c.Cost))
            .OrderBy(c => c.Service, StringComparer.Ordinal).ThenBy(c => c.Measure, StringComparer.Ordinal).ThenBy(c => c.Minute)];
        return answer.Count <= question.Limit ? answer : throw new AnswerTooLargeException("minutes of costs", question.Limit);
    }
}
