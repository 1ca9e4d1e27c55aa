using System.Text.Json;
using Upshot.Bench;

namespace Upshot.Lab;

/// <summary>What builds took, read from the stored spans by SQL: no part of what predicts. Times are milliseconds.</summary>
internal sealed class Measured
{
    // 90 % of a normal distribution lie within so many standard deviations.
    private const double Within90 = 1.645;
    private readonly List<(string Operation, IReadOnlyList<string> Path, double Calls, double InEach)> _calls = [];
    private ILookup<(string Operation, string Version), double> _durations = Enumerable.Empty<double>().ToLookup(_ => ("", ""));

    /// <param name="looked">The version whose calls are looked at.</param>
    public static async Task<Measured> Of(ServerProcess server, (DateTimeOffset From, DateTimeOffset Until) run, string looked)
    {
        var measured = new Measured();
        var durations = $"SELECT operation, version, duration_ns / 1e6 AS millis FROM spans WHERE operation <> '' AND {Within(run)} ORDER BY millis";
        measured._durations = (await Rows(server, durations)).ToLookup(r => (r[0].GetString()!, r[1].GetString()!), r => r[2].GetDouble());

        // A call of another service stands below the caller's own span of it, and that below the step.
        var calls = $"""
            WITH r AS (SELECT trace_id, operation FROM spans WHERE operation <> '' AND version = '{looked}' AND {Within(run)}), s AS (SELECT * FROM spans WHERE {Within(run)} AND trace_id IN (SELECT trace_id FROM r))
            SELECT r.operation, coalesce(g.service || ' ' || g.name, ''), coalesce(p.service || ' ' || p.name, ''), s.service || ' ' || s.name, count(*)::DOUBLE, sum(s.duration_ns) / 1e6
            FROM s JOIN r ON s.trace_id = r.trace_id
            LEFT JOIN s p ON p.trace_id = s.trace_id AND p.span_id = s.parent_span_id LEFT JOIN s g ON g.trace_id = s.trace_id AND g.span_id = p.parent_span_id
            GROUP BY 1, 2, 3, 4
            """;
        foreach (var row in await Rows(server, calls))
        {
            var operation = row[0].GetString()!;
            var requests = measured.Requests(operation, looked);
            measured._calls.Add((operation, [row[1].GetString()!, row[2].GetString()!, row[3].GetString()!], row[4].GetDouble() / requests, row[5].GetDouble() / requests));
        }

        return measured;
    }

    /// <param name="errors">−1 and 1: the ends of its 90 % interval, by order statistics.</param>
    public double Quantile(string operation, string version, double quantile, double errors = 0)
    {
        double[] sorted = [.. _durations[(operation, version)]];
        var at = quantile + (errors * Within90 * Math.Sqrt(quantile * (1 - quantile) / sorted.Length));
        return sorted[Math.Clamp((int)Math.Ceiling(at * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public int Requests(string operation, string version) => _durations[(operation, version)].Count();

    /// <summary>
    /// What a call on a path (<c>storefront stock > inventory GET /items/{id}</c>) takes, and what all such calls of a request take together, at the mean; null: the operation does not make it.
    /// </summary>
    public (double Mean, double InEach)? Call(string operation, string path)
    {
        var steps = path.Split(" > ");
        var found = _calls.Where(c => c.Operation == operation && c.Path[^1] == steps[^1] && (steps.Length == 1 || c.Path.SkipLast(1).Contains(steps[0]))).ToList();
        var each = found.Sum(c => c.InEach);
        return found.Count == 0 ? null : (each / found.Sum(c => c.Calls), each);
    }

    private static async Task<IEnumerable<JsonElement>> Rows(ServerProcess server, string sql) => (await server.QueryAsync(sql)).GetProperty("rows").EnumerateArray();

    private static string Within((DateTimeOffset From, DateTimeOffset Until) run) => $"start_time >= '{run.From.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}' AND start_time < '{run.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'";
}
