using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Metrics of resources and the number of spans, beside the requests of the same minute.</summary>
internal static class CostAnswer
{
    private const long Minute = 60_000_000_000;

    private sealed record Point(string Service, string Name, string Unit, string Series, CostMetric Metric);

    public static async Task<IReadOnlyList<CostMinute>> OfAsync(ClickHouseSession session, CostQuestion question)
    {
        var range = question.Range;
        var requests = (await session.ReadAsync(
            $"SELECT service, {Rows.Nanos("minute")} AS at, toInt64(sum(requests)) FROM {session.Rollups} WHERE {Literal.Within("minute", range)} GROUP BY service, at",
            r => (Service: r.GetString(0), Minute: r.GetInt64(1), Requests: r.GetInt64(2)))).ToDictionary(r => (r.Service, r.Minute), r => r.Requests / 60.0);
        var points = await session.ReadAsync(
            $"""
             SELECT service, name, unit, concat(toString(series), '|', toString(instance)) AS whose, intDiv({Rows.Nanos("time")}, {Minute}) * {Minute} AS at, toInt32(min(monotonic)), toInt32(min(temporality = 'cumulative')),
                    argMax(number, time), sum(number), avg(number)
             FROM (SELECT service, name, unit, series, instance, time, monotonic, temporality, assumeNotNull(coalesce(value, toFloat64(value_int))) AS number FROM {session.MetricPoints}
                   WHERE {Literal.Within("time", range)} AND (isNotNull(value) OR isNotNull(value_int)) AND match(name, '(?i){CostMetric.Pattern}'))
             GROUP BY service, name, unit, whose, at
             """,
            r => new Point(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), new(r.GetInt64(4), r.GetInt32(5) != 0, r.GetInt32(6) != 0, r.GetDouble(7), r.GetDouble(8), r.GetDouble(9))));
        var spans = await session.ReadAsync(
            $"SELECT service, {Literal.Minute("start_time")} * {Minute} AS at, toInt64(count()) FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", range)} GROUP BY service, at",
            r => (Service: r.GetString(0), Minute: r.GetInt64(1), Count: r.GetInt64(2)));
        var costs = points.GroupBy(p => (p.Service, p.Name, p.Unit, p.Series))
            .SelectMany(s => CostMetric.ByMinute([.. s.Select(p => p.Metric).OrderBy(m => m.Minute)]).Select(m => (s.Key.Service, s.Key.Name, s.Key.Unit, m.Minute, m.Cost)))
            .GroupBy(c => (c.Service, c.Name, c.Unit, c.Minute)).Select(g => (g.Key.Service, g.Key.Name, g.Key.Unit, g.Key.Minute, Cost: g.Sum(c => c.Cost)))
            .Concat(spans.Select(s => (s.Service, Name: CostMetric.Spans, Unit: "{span}/s", s.Minute, Cost: s.Count / 60.0)));
        List<CostMinute> answer = [.. costs.Where(c => requests.GetValueOrDefault((c.Service, c.Minute)) > 0)
            .Select(c => new CostMinute(c.Service, c.Name, c.Unit, Nanos.ToMoment(c.Minute), requests[(c.Service, c.Minute)], c.Cost))
            .OrderBy(c => c.Service, StringComparer.Ordinal).ThenBy(c => c.Measure, StringComparer.Ordinal).ThenBy(c => c.Minute)];
        return answer.Count <= question.Limit ? answer : throw new AnswerTooLargeException("minutes of costs", question.Limit);
    }
}
