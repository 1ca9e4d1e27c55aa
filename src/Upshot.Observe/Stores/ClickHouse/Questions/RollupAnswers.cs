using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>What the rollups alone tell: routes, versions, and when versions ran. Where requests became another operation's, what is left of the first's is nothing.</summary>
internal static class RollupAnswers
{
    public static async Task<IReadOnlyList<RouteSeen>> RoutesAsync(ClickHouseSession session, RouteQuestion question) =>
        [.. (await session.ReadAsync(
            $"""
             SELECT service, route, kind, {OperationOf(question)} AS of_operation, toInt64(sum(requests)) AS n, toInt64(sum(errors)), {Histograms.Summed}, {Histograms.SummedVariance}, {SampledSums.Of()}
             FROM {session.Rollups} WHERE {Literal.Within("minute", question.Range)}
             GROUP BY service, route, kind, of_operation HAVING n <> 0 ORDER BY n DESC, service, route, kind, of_operation LIMIT {question.Limit}
             """,
            r => new RouteSeen(r.GetString(0), r.GetString(1), SpanKinds.Names[r.GetByte(2)], r.GetString(3), r.GetInt64(4), r.GetInt64(5), Histograms.Read(r, 6))
            {
                Sampling = SampledSums.Read(r, 6 + (2 * Histograms.Width)),
                LatencyVariance = Histograms.IfAny(Histograms.Read(r, 6 + Histograms.Width)),
            })).OrderByDescending(r => r.Requests).ThenBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal)];

    private static string OperationOf(RouteQuestion question) => question.Operations.Count == 0 ? "toString(operation)"
        : $"multiIf(operation <> '', toString(operation), {string.Concat(question.Operations.Select(o => $"service = {Literal.Text(o.Service)} AND route = {Literal.Text(o.Route)}, {Literal.Text(o.Operation)}, "))}'')";

    public static async Task<IReadOnlyList<ProcessTraffic>> ProcessesAsync(ClickHouseSession session, ProcessQuestion question) => ProcessTraffic.Ordered(
        await session.ReadAsync(
            $"""
             SELECT toString(service) AS of_service, toString(instance) AS process, toString(operation) AS of_operation, toInt64(sum(n)), toInt64(sumIf(n, version = '')), {Rows.Nanos("min(minute)")}, {Rows.Nanos("max(minute)")}
             FROM (SELECT service, instance, operation, version, minute, sum(requests) AS n FROM {session.Rollups} WHERE {Literal.Within("minute", question.Range)} GROUP BY service, instance, operation, version, minute HAVING n <> 0)
             GROUP BY of_service, process, of_operation LIMIT {question.Limit + 1L}
             """,
            r => new ProcessTraffic(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4), Nanos.ToMoment(r.GetInt64(5)), Nanos.ToMoment(r.GetInt64(6)).AddMinutes(1))),
        question);

    public static async Task<IReadOnlyList<VersionSeen>> VersionsAsync(ClickHouseSession session, VersionQuestion question) => await session.ReadAsync(
        $"""
         SELECT service, version, environment, {Rows.Nanos("min(minute)")}, {Rows.Nanos("max(minute)")} AS latest, toInt64(sum(requests)) FROM {session.Rollups}
         WHERE version <> '' AND {Literal.Within("minute", question.Range)}
         GROUP BY service, version, environment ORDER BY latest DESC, service, version, environment LIMIT {question.Limit}
         """,
        r => new VersionSeen(r.GetString(0), r.GetString(1), r.GetString(2), Nanos.ToMoment(r.GetInt64(3)), Nanos.ToMoment(r.GetInt64(4)).AddMinutes(1), r.GetInt64(5)));

    public static async Task<IReadOnlyList<VersionLife>> LivesAsync(ClickHouseSession session, LifeQuestion question)
    {
        var lives = await session.ReadAsync(
            $"""
             WITH active AS (
                 SELECT service, version, environment, operation, {Rows.Nanos("minute")} AS moment, sum(requests) AS n FROM {session.Rollups}
                 WHERE operation <> '' AND version <> '' AND {Literal.Within("minute", question.Range)} GROUP BY service, version, environment, operation, moment HAVING n <> 0),
             marked AS (
                 SELECT *, moment - lagInFrame(moment, 1, 0) OVER (PARTITION BY service, version, environment, operation ORDER BY moment ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - {TimeSpan.TicksPerMinute * 100} >= {VersionLife.Pause.Ticks * 100} AS begins FROM active),
             numbered AS (
                 SELECT *, sum(begins) OVER (PARTITION BY service, version, environment, operation ORDER BY moment ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS life FROM marked)
             SELECT service, version, environment, operation, min(moment), max(moment), toInt64(sum(n)) FROM numbered
             GROUP BY service, version, environment, operation, life LIMIT {question.Limit + 1L}
             """,
            r => new VersionLife(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), Nanos.ToMoment(r.GetInt64(4)), Nanos.ToMoment(r.GetInt64(5)).AddMinutes(1), r.GetInt64(6)));
        return lives.Count > question.Limit ? throw new AnswerTooLargeException("lives of versions", question.Limit)
            : [.. lives.OrderBy(l => l.Service, StringComparer.Ordinal).ThenBy(l => l.Operation, StringComparer.Ordinal).ThenBy(l => l.Environment, StringComparer.Ordinal).ThenBy(l => l.From).ThenBy(l => l.Version, StringComparer.Ordinal)];
    }
}
