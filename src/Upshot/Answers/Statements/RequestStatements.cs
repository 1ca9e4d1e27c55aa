using Upshot.Answers.Operations;
using Upshot.Evidence;

namespace Upshot.Answers.Statements;

/// <summary>Requests as they were counted when they came; percentiles from the spans that are stored, since SQL reads no histogram.</summary>
internal static class RequestStatements
{
    private const string Counted = "sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS failed";

    public static IReadOnlyList<Statement> Operations(OperationQuestion question)
    {
        var range = OperationAnswer.Whole(question.Times.Now);
        return
        [
            new("Requests and failures of each operation, all that came.", $"SELECT operation, {Counted} FROM rollups WHERE operation IS NOT NULL AND {SqlText.Within("minute", range)}{Parts(question)} GROUP BY operation ORDER BY requests DESC"),
            new("Percentiles of what succeeded, of stored spans.", $"SELECT operation, {Percentiles} FROM spans WHERE operation IS NOT NULL AND status <> 'error' AND {SqlText.Within("start_time", range)}{Parts(question)} GROUP BY operation ORDER BY operation"),
        ];
    }

    public static Statement Counts(OperationShown shown, OperationQuestion question) => new(
        "Requests and failures by step, all that came.",
        $"SELECT {SqlText.Step("minute", shown.Step)} AS \"from\", {Counted} FROM rollups WHERE {Of(shown, question, "minute")} GROUP BY ALL ORDER BY 1");

    public static IReadOnlyList<Statement> Latency(OperationShown shown, OperationQuestion question) =>
    [
        new("Percentiles by step, of stored spans that succeeded.", $"SELECT {SqlText.Step("start_time", shown.Step)} AS \"from\", {Percentiles} FROM spans WHERE status <> 'error' AND {Of(shown, question, "start_time")} GROUP BY ALL ORDER BY 1"),
        new("The heat map: by step and half octave of durations, of stored spans that succeeded.", $"SELECT {SqlText.Step("start_time", shown.Step)} AS \"from\", (ceil(log2(greatest(duration_ns, 1)) * 64) - 1)::INTEGER // 32 AS half_octave, pow(2, (half_octave + 1) / 2.0) / 1e6 AS below_ms, round(sum(adjusted_count))::BIGINT AS requests FROM spans WHERE status <> 'error' AND {Of(shown, question, "start_time")} GROUP BY ALL ORDER BY 1, 2"),
    ];

    public static IReadOnlyList<Statement> ByPart(OperationShown shown, OperationQuestion question) =>
    [
        new("Requests and failures by version, environment and route, all that came.", $"SELECT version, environment, route, {Counted} FROM rollups WHERE {Of(shown, question, "minute")} GROUP BY ALL ORDER BY requests DESC"),
        new("Percentiles of the same parts, of stored spans that succeeded.", $"SELECT version, environment, coalesce(nullif(http_route, ''), name) AS route, {Percentiles} FROM spans WHERE status <> 'error' AND {Of(shown, question, "start_time")} GROUP BY ALL ORDER BY ALL"),
    ];

    /// <summary>The requests that samples of traces are taken from.</summary>
    public static IReadOnlyList<Statement> Sampled(string operation, TimeRange range, string why) =>
    [
        Statement.None($"No statement gives it: {why}."),
        new("The requests it rests on, of which a sample is taken.", $"SELECT trace_id, start_time, duration_ns / 1e6 AS ms, status, version, attributes FROM spans WHERE operation = {SqlText.Of(operation)} AND {SqlText.Within("start_time", range)} ORDER BY start_time DESC LIMIT 1000"),
    ];

    public static IReadOnlyList<Statement> Region(string operation, HeatRegion region) =>
    [
        new("The selected requests with what each says of itself; the table adds what the rest of their traces says, of at most a thousand, and holds them against a sample of the others.", $"SELECT trace_id, start_time, duration_ns / 1e6 AS ms, version, attributes FROM spans WHERE operation = {SqlText.Of(operation)} AND {SqlText.Within("start_time", region.Time)} AND duration_ns >= {SqlText.Number(region.AtLeastMillis * 1e6)}{(double.IsInfinity(region.BelowMillis) ? "" : $" AND duration_ns < {SqlText.Number(region.BelowMillis * 1e6)}")} ORDER BY duration_ns DESC"),
    ];

    public static IReadOnlyList<Statement> Services() =>
    [
        new("Requests by service and route, all that came.", $"SELECT service, route, kind, coalesce(operation, '') AS operation, {Counted} FROM rollups GROUP BY ALL HAVING sum(requests) <> 0 ORDER BY requests DESC"),
        new("Percentiles of the same, of stored spans that succeeded.", $"SELECT service, coalesce(nullif(http_route, ''), name) AS route, kind, {Percentiles} FROM spans WHERE (kind IN ('server', 'consumer') OR parent_span_id = '') AND status <> 'error' GROUP BY ALL ORDER BY ALL"),
    ];

    public static IReadOnlyList<Statement> Versions() =>
    [
        new("Versions that were seen, with all requests of theirs; announcements and verdicts are kept beside telemetry.", $"SELECT version, service, environment, min(minute) AS first_seen, max(minute) AS last_seen, {Counted} FROM rollups WHERE version <> '' GROUP BY ALL HAVING sum(requests) <> 0 ORDER BY last_seen DESC"),
    ];

    /// <summary>What a verdict counts of two versions.</summary>
    public static IReadOnlyList<Statement> Compared(string baseline, string candidate, string service) =>
    [
        Statement.None("No statement gives intervals and verdicts: they are computed, as the notes say."),
        new("Requests and failures of both versions by operation, all that came.", $"SELECT operation, version, {Counted} FROM rollups WHERE operation IS NOT NULL AND version IN ({SqlText.Of([baseline, candidate])}){SqlText.And("service", service)} GROUP BY ALL ORDER BY operation, version"),
    ];

    private const string Percentiles = "quantile_disc(duration_ns, 0.5) / 1e6 AS p50_ms, quantile_disc(duration_ns, 0.95) / 1e6 AS p95_ms, quantile_disc(duration_ns, 0.99) / 1e6 AS p99_ms";

    private static string Of(OperationShown shown, OperationQuestion question, string time) => $"operation = {SqlText.Of(shown.Operation)} AND {SqlText.Within(time, new(shown.From, shown.To))}{Parts(question)}";

    private static string Parts(OperationQuestion question) => SqlText.And("service", question.Service) + SqlText.And("environment", question.Environment) + SqlText.And("version", question.Version);
}
