using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

internal static class RouteAnswer
{
    private static string Chosen(QuerySession asked, RouteQuestion question)
    {
        var known = string.Join(", ", question.Operations.DistinctBy(o => (o.Service, o.Route)).Select(o => $"({Sql.Text(o.Service)}, {Sql.Text(o.Route)}, {Sql.Text(o.Operation)})"));
        var rows = $"({asked.Rollups}) rows";
        var within = Sql.Within("minute", question.Range);
        return known.Length == 0
            ? $"SELECT * REPLACE (coalesce(operation, '') AS operation) FROM {rows} WHERE {within}"
            : $"SELECT rows.* REPLACE (coalesce(nullif(rows.operation, ''), known.operation, '') AS operation) FROM {rows} LEFT JOIN (VALUES {known}) known(service, route, operation) ON rows.service = known.service AND rows.route = known.route WHERE {within}";
    }

    public static IReadOnlyList<RouteSeen> Of(QuerySession asked, RouteQuestion question)
    {
        var rows = asked.Read(
            $"""
             WITH chosen AS ({Chosen(asked, question)}),
                  busiest AS (SELECT service, route, kind, operation, sum(requests) AS n FROM chosen GROUP BY ALL HAVING n <> 0 ORDER BY n DESC, service, route, kind, operation LIMIT {question.Limit})
             SELECT c.service, c.route, c.kind, c.operation, requests, errors, histogram, histogram_variance, {SampledSums.OfRow}
             FROM chosen c JOIN busiest b ON c.service = b.service AND c.route = b.route AND c.kind = b.kind AND c.operation = b.operation
             """,
            r => (Key: (r.GetString(0), r.GetString(1), r.GetByte(2), r.GetString(3)), Requests: r.GetInt64(4), Errors: r.GetInt64(5), Latency: ExponentialHistogram.FromBytes(ObjectiveAnswer.ReadBlob(r.GetStream(6))), Variance: SampledSums.Histogram(r, 7), Sampling: SampledSums.Read(r, 8)));
        return [.. rows.GroupBy(r => r.Key).Select(group =>
        {
            var (service, route, kind, operation) = group.Key;
            var variances = group.Select(r => r.Variance).OfType<ExponentialHistogram>().ToList();
            return new RouteSeen(service, route, SpanKinds.Names[kind], operation, group.Sum(r => r.Requests), group.Sum(r => r.Errors), ExponentialHistogram.Sum(group.Select(r => r.Latency)))
            {
                Sampling = SamplingVariance.Sum(group.Select(r => r.Sampling)),
                LatencyVariance = variances.Count > 0 ? ExponentialHistogram.Sum(variances) : null,
            };
        }).OrderByDescending(r => r.Requests).ThenBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal)];
    }
}
