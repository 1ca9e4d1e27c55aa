using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// Who sends a signal in the plan's version, and how much. Spans and log records carry it as the attribute
/// <c>upshot.signal</c>; data points are known by the metric's name and unit. Costs are of what
/// was sent, not of what it is read as.
/// </summary>
internal static class SignalAnswer
{
    // What stands once for all records of a request weighs nothing here.
    private static readonly string[] Shared = ["service", "version", "environment", "instance", "resource", "scope", "scope_version", "operation", "series", "adjusted_count"];

    public static IReadOnlyList<SignalUse> Use(QuerySession asked, SignalUseQuestion question)
    {
        var (signal, range) = (question.Signal, question.Range);
        var contract = string.Create(CultureInfo.InvariantCulture, $"coalesce(upshot_signal = {Sql.Text($"{signal.Id}@{signal.Version}")}, false)");

        // A point of another version may have the same name; its unit tells, where a migration says that it had another.
        var others = asked.Snapshot.Plan.Names.RevisionsOf(signal).Where(f => f.Revision.Name == signal.Name && f.Revision.Unit != signal.Unit).Select(f => f.Revision.Unit).Distinct().ToList();
        var point = others.Count == 0 ? $"name = {Sql.Text(signal.Name)}" : $"name = {Sql.Text(signal.Name)} AND coalesce(unit, '') NOT IN ({string.Join(", ", others.Select(Sql.Text))})";
        var records = string.Join(
            " UNION ALL ",
            Records(asked, TelemetrySignal.Traces, "spans", "start_time", signal.Kind == SignalKind.Span ? contract : "false", range),
            Records(asked, TelemetrySignal.Logs, "logs", "time", signal.Kind == SignalKind.Event ? contract : "false", range),
            Records(asked, TelemetrySignal.Metrics, "metric_points", "time", signal.Kind == SignalKind.Metric ? point : "false", range));
        return asked.Read(
            $"""
             WITH used AS (
                 SELECT service, instance, min(moment) AS earliest, max(moment) AS latest, count(*) FILTER (own) AS events, coalesce(sum(bytes) FILTER (own), 0)::BIGINT AS bytes,
                        count(*) AS all_events, sum(bytes)::BIGINT AS all_bytes
                 FROM ({records}) GROUP BY ALL)
             SELECT service, instance, epoch_ns(earliest), epoch_ns(latest), events, bytes, all_events, all_bytes FROM used
             WHERE service IN (SELECT service FROM used WHERE events > 0)
             ORDER BY service, instance LIMIT {question.Limit}
             """,
            r => new SignalUse(r.GetString(0), r.GetString(1), Nanos.ToMoment(r.GetInt64(2)), Nanos.ToMoment(r.GetInt64(3)), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7)));
    }

    public static IReadOnlyList<SignalValues> Values(QuerySession asked, SignalValuesQuestion question)
    {
        var (signal, range) = (question.Signal, question.Range);
        if (signal.Kind == SignalKind.Metric)
        {
            return OfPoints(asked, question);
        }

        if (signal.Kind != SignalKind.Span)
        {
            return [];
        }

        var ids = string.Join(", ", asked.Snapshot.Plan.Names.RevisionsOf(signal).Select(f => Sql.Text(f.Id)).Distinct());
        var others = string.Join(", ", asked.Snapshot.Plan.Names.IdsOf(SignalKind.Span).Select(Sql.Text));
        return asked.Read(
            $"""
             SELECT try_cast(split_part(upshot_signal, '@', 2) AS INTEGER) AS signal_version, count(*), quantile_cont(greatest(duration_ns, 0) / 1e6, [0.5, 0.95, 0.99])
             FROM ({asked.Spans(Nanos.Of(range.From), Nanos.Of(range.To))})
             WHERE (split_part(upshot_signal, '@', 1) IN ({ids}) OR (name = {Sql.Text(signal.Name)} AND split_part(upshot_signal, '@', 1) NOT IN ({others}))) AND {Sql.Within("start_time", range)}
             GROUP BY signal_version HAVING signal_version IS NOT NULL ORDER BY signal_version LIMIT {question.Limit}
             """,
            r => (Version: r.GetInt32(0), Count: r.GetInt64(1), Quantiles: r.GetFieldValue<List<double>>(2)))
            .ConvertAll(v => new SignalValues(v.Version, v.Count, v.Quantiles[0], v.Quantiles[1], v.Quantiles[2]));
    }

    private static List<SignalValues> OfPoints(QuerySession asked, SignalValuesQuestion question)
    {
        var ids = string.Join('|', asked.Snapshot.Plan.Names.RevisionsOf(question.Signal).Select(f => f.Id).Append(question.Signal.Id).Distinct().Select(Regex.Escape));
        return asked.Read(
            $"""
             {OutcomeAnswer.Steps(asked, new OutcomeQuestion(question.Signal, null, null, question.Range))}
             SELECT try_cast(regexp_extract(signals, {Sql.Text($"(^|,)({ids})@([0-9]+)(,|$)")}, 3) AS INTEGER) AS signal_version, count(*), quantile_cont(said, [0.5, 0.95, 0.99])
             FROM (SELECT signals, CASE WHEN kind = 'gauge' THEN stands WHEN kind = 'sum' THEN total ELSE total / nullif(n, 0) END AS said FROM steps WHERE time >= {Sql.Time(Nanos.Of(question.Range.From))})
             WHERE isfinite(said) GROUP BY signal_version HAVING signal_version IS NOT NULL ORDER BY signal_version LIMIT {question.Limit}
             """,
            r => (Version: r.GetInt32(0), Count: r.GetInt64(1), Quantiles: r.GetFieldValue<List<double>>(2)))
            .ConvertAll(v => new SignalValues(v.Version, v.Count, v.Quantiles[0], v.Quantiles[1], v.Quantiles[2]));
    }

    private static string Records(QuerySession asked, TelemetrySignal signal, string table, string time, string own, TimeRange range)
    {
        var rows = asked.Snapshot.RowsOf(signal, table, Nanos.Of(range.From), Nanos.Of(range.To));
        var columns = asked.Read($"DESCRIBE SELECT * FROM ({rows})", r => (Name: r.GetString(0), Type: r.GetString(1)));
        var bytes = string.Join(" + ", columns.Where(c => !Shared.Contains(c.Name)).Select(c => Bytes(c.Name, c.Type)));
        return $"SELECT service, instance, {time} AS moment, {own} AS own, {bytes} AS bytes FROM ({rows}) WHERE {Sql.Within(time, range)}";
    }

    /// <summary>A value, and for texts, which are mostly attributes, the name in front of it and the frame around both.</summary>
    private static string Bytes(string name, string type) => type switch
    {
        "VARCHAR" => string.Create(CultureInfo.InvariantCulture, $"CASE WHEN \"{name}\" IS NULL THEN 0 ELSE {name.Length + 6} + strlen(\"{name}\") END"),
        "UUID" => $"CASE WHEN \"{name}\" IS NULL THEN 0 ELSE 18 END",
        "UTINYINT" or "BOOLEAN" => $"CASE WHEN \"{name}\" IS NULL THEN 0 ELSE 2 END",
        _ => $"CASE WHEN \"{name}\" IS NULL THEN 0 ELSE 10 END",
    };
}
