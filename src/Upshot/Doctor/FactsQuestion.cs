using System.Text.Json;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Server;

namespace Upshot.Doctor;

/// <summary>Asks a server what an examination needs.</summary>
internal static class FactsQuestion
{
    private const string Services = """
        SELECT service, sum(requests)::DOUBLE,
            coalesce(sum(requests) FILTER (WHERE coalesce(version, '') = ''), 0)::DOUBLE,
            coalesce(sum(requests) FILTER (WHERE coalesce(instance, '') = ''), 0)::DOUBLE,
            epoch_ms(min(minute)::TIMESTAMP), epoch_ms(max(minute)::TIMESTAMP)
        FROM rollups WHERE minute > now() - INTERVAL 7 DAY GROUP BY service ORDER BY 2 DESC LIMIT 1000
        """;

    private const string Uncounted = """
        SELECT service, route, kind, sum(requests)::DOUBLE FROM rollups
        WHERE operation IS NULL AND minute > now() - INTERVAL 7 DAY GROUP BY ALL ORDER BY 4 DESC LIMIT 5
        """;

    private const string Spans = """
        SELECT service, count(*)::DOUBLE, count(*) FILTER (WHERE contains(trace_state, 'th:'))::DOUBLE
        FROM spans WHERE kind = 'server' AND start_time > now() - INTERVAL 1 HOUR GROUP BY service
        """;

    private const string Measured = """
        SELECT service, sum(n)::DOUBLE FROM (
            SELECT service, CASE WHEN any_value(temporality) = 'delta' THEN sum("count"::DOUBLE) ELSE max("count"::DOUBLE) - min("count"::DOUBLE) END AS n
            FROM metric_points
            WHERE name IN ('http.server.request.duration', 'http.server.duration', 'rpc.server.call.duration', 'rpc.server.duration') AND time > now() - INTERVAL 1 HOUR
            GROUP BY service, series)
        GROUP BY service
        """;

    public static async Task<StoredFacts> AskAsync(AnswerClient client, TimeProvider time, CancellationToken cancellation)
    {
        var before = time.GetUtcNow();
        var status = await client.GetAsync<ServerStatus>("/api/v1/status", cancellation);
        // Half of the way the answer took; what opening a directory takes is no difference of clocks.
        var (after, here) = (time.GetUtcNow(), before + ((time.GetUtcNow() - before) / 2));
        var ahead = after - before < TimeSpan.FromSeconds(5) ? status.At - here : TimeSpan.Zero;
        var spans = (await RowsAsync(client, Spans, cancellation)).ToDictionary(r => Text(r[0]), r => (Number(r[1]), Number(r[2])));
        var measured = (await RowsAsync(client, Measured, cancellation)).ToDictionary(r => Text(r[0]), r => Number(r[1]));
        var services = (await RowsAsync(client, Services, cancellation)).Select(r =>
        {
            var (seen, withThreshold) = spans.GetValueOrDefault(Text(r[0]));
            return new ServiceFacts(Text(r[0]), Number(r[1]), Number(r[2]), Number(r[3]), Moment(r[4]), Moment(r[5]), seen, measured.GetValueOrDefault(Text(r[0])), withThreshold);
        }).ToList();
        var uncounted = (await RowsAsync(client, Uncounted, cancellation)).Select(r => new UncountedRoute(Text(r[0]), Text(r[1]), Text(r[2]), Number(r[3]))).ToList();
        return new(
            status.At, ahead, status.Objectives.Count > 0 || status.Product.Length > 0, services, uncounted,
            [.. status.Objectives.Where(o => o.Total == 0).Select(o => (o.Objective, o.Operation))],
            [.. status.Missing.Select(m => m.Sentence), .. status.Notices]);
    }

    private sealed record Answer(JsonElement Rows);

    private static async Task<IReadOnlyList<JsonElement[]>> RowsAsync(AnswerClient client, string sql, CancellationToken cancellation) =>
        [.. (await client.PostAsync<Answer>("/api/v1/query", new SqlQuestion(sql, 1_000, 30), cancellation)).Rows.EnumerateArray().Select(r => r.EnumerateArray().ToArray())];

    private static string Text(JsonElement value) => value.GetString() ?? "";

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    private static DateTimeOffset Moment(JsonElement value) => DateTimeOffset.FromUnixTimeMilliseconds((long)Number(value));
}
