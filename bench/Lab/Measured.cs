using System.Text.Json;
using Upshot.Bench;
using Run = (System.DateTimeOffset From, System.DateTimeOffset Until);

namespace Upshot.Lab;

/// <summary>What builds took, read from the stored spans by SQL: no part of what predicts. Times are milliseconds.</summary>
internal sealed class Measured
{
    // 90 % of a normal distribution lie within so many standard deviations.
    private const double Within90 = 1.645;
    private ILookup<(string Operation, int Run), double> _durations = Enumerable.Empty<double>().ToLookup(_ => ("", 0));
    private readonly Dictionary<(string Operation, string Call), (double Mean, double InEach)> _calls = [];

    /// <param name="runs">The first is the one whose calls are looked at.</param>
    public static async Task<Measured> Of(ServerProcess server, IReadOnlyList<Run> runs)
    {
        var measured = new Measured();
        var requests = runs.Select((r, i) => $"SELECT operation, {i}, duration_ns / 1e6 AS millis FROM spans WHERE operation <> '' AND {Within(r)}");
        measured._durations = (await Rows(server, $"{string.Join(" UNION ALL ", requests)} ORDER BY millis")).ToLookup(r => (r[0].GetString()!, r[1].GetInt32()), r => r[2].GetDouble());

        var calls = $"""
            SELECT r.operation, s.service || ' ' || s.name, avg(s.duration_ns) / 1e6, sum(s.duration_ns) / 1e6
            FROM spans s JOIN (SELECT trace_id, operation FROM spans WHERE operation <> '' AND {Within(runs[0])}) r ON s.trace_id = r.trace_id WHERE {Within(runs[0], "s.")} GROUP BY 1, 2
            """;
        foreach (var row in await Rows(server, calls))
        {
            var operation = row[0].GetString()!;
            measured._calls[(operation, row[1].GetString()!)] = (row[2].GetDouble(), row[3].GetDouble() / measured.Requests(operation, 0));
        }

        return measured;
    }

    /// <param name="errors">−1 and 1: the ends of its 90 % interval, by order statistics.</param>
    public double Quantile(string operation, int run, double quantile, double errors = 0)
    {
        double[] sorted = [.. _durations[(operation, run)]];
        var at = quantile + (errors * Within90 * Math.Sqrt(quantile * (1 - quantile) / sorted.Length));
        return sorted[Math.Clamp((int)Math.Ceiling(at * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public int Requests(string operation, int run) => _durations[(operation, run)].Count();

    /// <summary>What a call (<c>inventory GET /items</c>) takes, and what all such calls of a request take together, at the mean; null: the operation does not make it.</summary>
    public (double Mean, double InEach)? Call(string operation, string call) => _calls.TryGetValue((operation, call), out var found) ? found : null;

    private static async Task<IEnumerable<JsonElement>> Rows(ServerProcess server, string sql) => (await server.QueryAsync(sql)).GetProperty("rows").EnumerateArray();

    private static string Within(Run run, string of = "") => $"{of}start_time >= '{run.From.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}' AND {of}start_time < '{run.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'";
}
