using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

internal static class RouteAnswer
{
    public static IReadOnlyList<RouteSeen> Of(QuerySession asked, RouteQuestion question)
    {
        var rows = asked.Read(
            $"""
             WITH chosen AS (SELECT * FROM ({asked.Rollups}) WHERE {Sql.Within("minute", question.Range)}),
                  busiest AS (SELECT service, route, kind, coalesce(operation, '') AS operation, sum(requests) AS n FROM chosen GROUP BY ALL ORDER BY n DESC, service, route, kind, operation LIMIT {question.Limit})
             SELECT c.service, c.route, c.kind, coalesce(c.operation, ''), requests, errors, histogram
             FROM chosen c JOIN busiest b ON c.service = b.service AND c.route = b.route AND c.kind = b.kind AND coalesce(c.operation, '') = b.operation
             """,
            r => (Key: (r.GetString(0), r.GetString(1), r.GetByte(2), r.GetString(3)), Requests: r.GetInt64(4), Errors: r.GetInt64(5), Histogram: ObjectiveAnswer.ReadBlob(r.GetStream(6))));
        return [.. rows.GroupBy(r => r.Key).Select(group =>
        {
            var latency = new ExponentialHistogram();
            foreach (var row in group)
            {
                latency.Merge(ExponentialHistogram.FromBytes(row.Histogram));
            }

            var (service, route, kind, operation) = group.Key;
            return new RouteSeen(service, route, SpanKinds.Names[kind], operation, group.Sum(r => r.Requests), group.Sum(r => r.Errors), latency.Quantile(0.5) / 1e6, latency.Quantile(0.95) / 1e6, latency.Quantile(0.99) / 1e6);
        }).OrderByDescending(r => r.Requests).ThenBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal)];
    }
}
