using System.Globalization;
using Upshot.Answers.Explore;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Statements;

/// <summary>Stored records and data points, one by one and counted.</summary>
internal static class RecordStatements
{
    public static IReadOnlyList<Statement> Rows(ExploreQuestion question) => [new("The records, latest first.", ExploreSql.Of(question))];

    public static IReadOnlyList<Statement> Summary(ExploreQuestion question)
    {
        var (view, time, where) = ExploreSql.Parts(question);
        var failed = question.OfLogs ? "severity >= 17" : "status = 'error'";
        var lists = question.OfLogs ? "(service), (severity), (event_name)" : "(service), (name), (status), (kind)";
        var named = string.Concat(question.By.Select((b, i) => string.Create(CultureInfo.InvariantCulture, $", {SqlText.FieldOf(b)} AS by_{i + 1}")));
        var by = string.Concat(question.By.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", (by_{i + 1})")));
        return
        [
            new("Over time.", $"SELECT {SqlText.Step(time, ExploreAnswer.StepOf(question.Range))} AS \"from\", count(*) AS records, count(*) FILTER ({failed}) AS failed FROM {view} WHERE {where} GROUP BY ALL ORDER BY 1"),
            new("By value: each row has one field, the others are empty.", $"SELECT {(question.OfLogs ? "service, severity, event_name" : "service, name, status, kind")}{string.Concat(question.By.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", by_{i + 1}")))}, count(*) AS records, count(*) FILTER ({failed}) AS failed FROM (SELECT *{named} FROM {view} WHERE {where}) GROUP BY GROUPING SETS ({lists}{by}) ORDER BY ALL"),
        ];
    }

    public static IReadOnlyList<Statement> MetricNames(TimeRange range) =>
        [new("Metrics with their points.", $"SELECT name, kind, unit, count(DISTINCT service) AS services, count(*) AS points FROM metric_points WHERE {SqlText.Within("time", range)} GROUP BY ALL ORDER BY name, points DESC")];

    /// <summary>Points by group and step, a counter by how much it grew.</summary>
    public static IReadOnlyList<Statement> Series(MetricPointQuestion question)
    {
        var group = question.By is { } by ? SqlText.FieldOf(by) : "''";
        var conditions = $"name IN ({SqlText.Of(question.Names)}){SqlText.And("service", question.Service)}{SqlText.And("environment", question.Environment)}{SqlText.And("version", question.Version)}{string.Concat(question.Attributes.Select(w => w.Value is null ? $" AND {SqlText.Attribute(w.Name)} IS NOT NULL" : $" AND {SqlText.Attribute(w.Name)} = {SqlText.Of(w.Value)}"))}";
        const string whole = "CASE WHEN kind LIKE '%histogram' OR kind = 'summary' THEN count ELSE value END";
        const string grown = "CASE WHEN temporality IS DISTINCT FROM 'cumulative' THEN n WHEN start_time IS DISTINCT FROM lag(start_time) OVER w THEN NULL ELSE n - lag(n) OVER w END";
        return
        [
            new(
                "By step and group: values of gauges, and by how much counters and histograms grew from one point to the next. Quantiles are read from the buckets that each point carries.",
                $"WITH points AS (SELECT name, {group} AS \"group\", series, time, start_time, kind, temporality, value, {whole} AS n FROM metric_points WHERE {conditions} AND {SqlText.Within("time", question.Range)}), grown AS (SELECT *, {grown} AS more FROM points WINDOW w AS (PARTITION BY series ORDER BY time)) SELECT name, \"group\", {SqlText.Step("time", question.Step)} AS \"from\", count(*) AS points, avg(value) FILTER (kind = 'gauge') AS value, min(value) FILTER (kind = 'gauge') AS least, max(value) FILTER (kind = 'gauge') AS most, sum(more) FILTER (kind <> 'gauge') AS grew FROM grown GROUP BY ALL ORDER BY ALL"),
        ];
    }

    public static IReadOnlyList<Statement> Size() =>
        [new("Records that are stored.", "SELECT 'spans' AS of, count(*) AS records FROM spans UNION ALL SELECT 'log records', count(*) FROM logs UNION ALL SELECT 'metric points', count(*) FROM metric_points")];

    public static IReadOnlyList<Statement> SignalCosts() =>
    [
        new("Records by the signal that generated code writes into them; bytes are estimated, and in no statement.", "SELECT split_part(upshot_signal, '@', 1) AS signal, count(*) AS records FROM (SELECT upshot_signal FROM spans UNION ALL SELECT upshot_signal FROM logs) WHERE upshot_signal <> '' GROUP BY ALL ORDER BY records DESC"),
    ];

    public static IReadOnlyList<Statement> Costs(TimeRange range) =>
    [
        Statement.None("No statement gives exponents: a curve is fitted to minutes."),
        new("Load by minute and service, all requests that came; what a minute cost are points of the metrics that are named above.", $"SELECT service, minute, sum(requests)::BIGINT AS requests FROM rollups WHERE {SqlText.Within("minute", range)} GROUP BY ALL ORDER BY ALL"),
    ];
}
