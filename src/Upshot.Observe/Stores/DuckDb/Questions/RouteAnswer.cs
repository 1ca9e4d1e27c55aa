using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Requests by route: whole hours from what is kept of them, the rest from minutes.</summary>
internal static class RouteAnswer
{
    public static IReadOnlyList<RouteSeen> Of(QuerySession asked, RouteQuestion question)
    {
        var parts = HourParts.Of(question.Range, new MinutesNeeded(question.Range.To, []));
        return asked.RouteSums(parts.Hours, out var left) is { } kept ? Told(question, WithMinutes(asked, parts, kept, left)) : ByStatement(asked, question);
    }

    /// <summary>All by a statement; of many routes the busiest alone, before anything of them is read.</summary>
    internal static IReadOnlyList<RouteSeen> ByStatement(QuerySession asked, RouteQuestion question)
    {
        var sums = new Dictionary<RouteName, RouteSum>();
        asked.Each(
            $"""
             WITH chosen AS ({Chosen(asked, question)}),
                  busiest AS (SELECT service, route, kind, operation, sum(requests) AS n FROM chosen GROUP BY ALL HAVING n <> 0 ORDER BY n DESC, service, route, kind, operation LIMIT {question.Limit})
             SELECT {RouteRows.Columns} FROM chosen SEMI JOIN busiest USING (service, route, kind, operation)
             """,
            r => RouteSum.Add(sums, RouteRows.Name(r), RouteRows.Part(r)));
        return Told(question, sums);
    }

    private static string Chosen(QuerySession asked, RouteQuestion question)
    {
        var known = string.Join(", ", question.Operations.DistinctBy(o => (o.Service, o.Route)).Select(o => $"({Sql.Text(o.Service)}, {Sql.Text(o.Route)}, {Sql.Text(o.Operation)})"));
        var rows = $"({asked.Rollups}) rows";
        var within = Sql.Within("minute", question.Range);
        return known.Length == 0
            ? $"SELECT * REPLACE (coalesce(operation, '') AS operation) FROM {rows} WHERE {within}"
            : $"SELECT rows.* REPLACE (coalesce(nullif(rows.operation, ''), known.operation, '') AS operation) FROM {rows} LEFT JOIN (VALUES {known}) known(service, route, operation) ON rows.service = known.service AND rows.route = known.route WHERE {within}";
    }

    /// <summary>Adds what stands in minutes: the ends of the range, hours that are not kept, and all that is not sealed.</summary>
    private static Dictionary<RouteName, RouteSum> WithMinutes(QuerySession asked, HourParts parts, Dictionary<RouteName, RouteSum> sums, IReadOnlyList<(long From, long To)> left)
    {
        asked.Each($"SELECT {RouteRows.Columns} FROM ({HourRows.Minutes(asked, [.. parts.Minutes, .. left], [.. parts.Minutes, .. parts.Hours])})", r => RouteSum.Add(sums, RouteRows.Name(r), RouteRows.Part(r)));
        return sums;
    }

    private static IReadOnlyList<RouteSeen> Told(RouteQuestion question, Dictionary<RouteName, RouteSum> sums)
    {
        // What was counted of no operation is of the one that is known by its service and route.
        foreach (var known in question.Operations.DistinctBy(o => (o.Service, o.Route)))
        {
            foreach (var name in sums.Keys.Where(n => n.Operation.Length == 0 && n.Service == known.Service && n.Route == known.Route).ToList())
            {
                sums.Remove(name, out var counted);
                RouteSum.Add(sums, name with { Operation = known.Operation }, counted!);
            }
        }

        return [.. sums.Where(r => r.Value.Requests != 0)
            .Select(r => new RouteSeen(r.Key.Service, r.Key.Route, SpanKinds.Names[r.Key.Kind], r.Key.Operation, r.Value.Requests, r.Value.Errors, r.Value.Latency) { Sampling = r.Value.Sampling, LatencyVariance = r.Value.LatencyVariance })
            .OrderByDescending(r => r.Requests).ThenBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Route, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal)
            .Take(question.Limit)];
    }
}
