using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>
/// Who sends a signal in the plan's version, and how much. Spans and log records carry it as the attribute
/// <c>upshot.signal</c>; data points are known by the metric's name and unit.
/// </summary>
internal static class SignalAnswer
{
    // What stands once for all records of a request weighs nothing here.
    private static readonly string[] s_shared = ["service", "version", "environment", "instance", "resource", "scope", "scope_version", "operation", "series", "adjusted_count"];

    public static async Task<IReadOnlyList<SignalUse>> UseAsync(ClickHouseSession session, SignalUseQuestion question)
    {
        var (signal, range) = (question.Signal, question.Range);
        var contract = string.Create(CultureInfo.InvariantCulture, $"ifNull(upshot_signal, '') = {Literal.Text($"{signal.Id}@{signal.Version}")}");

        // A point of another version may have the same name; its unit tells, where a migration says that it had another.
        var others = session.Plan.Names.RevisionsOf(signal).Where(f => f.Revision.Name == signal.Name && f.Revision.Unit != signal.Unit).Select(f => f.Revision.Unit).Distinct().ToList();
        var point = others.Count == 0 ? $"name = {Literal.Text(signal.Name)}" : $"name = {Literal.Text(signal.Name)} AND unit NOT IN {Literal.List(others)}";
        var records = string.Join(
            " UNION ALL ",
            Records(session, TelemetrySignal.Traces, session.Spans, "start_time", signal.Kind == SignalKind.Span ? contract : "0", range),
            Records(session, TelemetrySignal.Logs, session.Logs, "time", signal.Kind == SignalKind.Event ? contract : "0", range),
            Records(session, TelemetrySignal.Metrics, session.MetricPoints, "time", signal.Kind == SignalKind.Metric ? point : "0", range));
        return await session.ReadAsync(
            $"""
             SELECT app, who, first, latest, events, bytes, all_events, all_bytes FROM (
                 SELECT *, sum(events) OVER (PARTITION BY app) AS of_service FROM (
                     SELECT app, who, min(moment) AS first, max(moment) AS latest, toInt64(countIf(own)) AS events, toInt64(sumIf(size, own)) AS bytes, toInt64(count()) AS all_events, toInt64(sum(size)) AS all_bytes
                     FROM ({records}) GROUP BY app, who))
             WHERE of_service > 0 ORDER BY app, who LIMIT {question.Limit}
             """,
            r => new SignalUse(r.GetString(0), r.GetString(1), Nanos.ToMoment(r.GetInt64(2)), Nanos.ToMoment(r.GetInt64(3)), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7)));
    }

    public static async Task<IReadOnlyList<SignalValues>> ValuesAsync(ClickHouseSession session, SignalValuesQuestion question)
    {
        var (signal, range) = (question.Signal, question.Range);
        if (signal.Kind == SignalKind.Metric)
        {
            return await OfPointsAsync(session, question);
        }

        if (signal.Kind != SignalKind.Span)
        {
            return [];
        }

        var ids = Literal.List(session.Plan.Names.RevisionsOf(signal).Select(f => f.Id).Distinct());
        var others = Literal.List(session.Plan.Names.IdsOf(SignalKind.Span));
        return (await session.ReadAsync(
            $"""
             SELECT toInt32OrNull(mark[2]) AS signal_version, toInt64(count()), quantilesExactInclusive(0.5, 0.95, 0.99)(greatest(duration_ns, 0) / 1e6)
             FROM (SELECT splitByChar('@', ifNull(toString(upshot_signal), '')) AS mark, name, duration_ns FROM {session.Spans} WHERE {Literal.WithinMinutes("start_time", range)})
             WHERE mark[1] IN {ids} OR (name = {Literal.Text(signal.Name)} AND mark[1] NOT IN {others})
             GROUP BY signal_version HAVING isNotNull(signal_version) ORDER BY signal_version LIMIT {question.Limit}
             """,
            r => (Version: r.GetInt32(0), Count: r.GetInt64(1), Quantiles: r.GetFieldValue<double[]>(2))))
            .ConvertAll(v => new SignalValues(v.Version, v.Count, v.Quantiles[0], v.Quantiles[1], v.Quantiles[2]));
    }

    private static async Task<List<SignalValues>> OfPointsAsync(ClickHouseSession session, SignalValuesQuestion question)
    {
        var ids = string.Join('|', session.Plan.Names.RevisionsOf(question.Signal).Select(f => f.Id).Append(question.Signal.Id).Distinct().Select(Regex.Escape));
        return (await session.ReadAsync(
            $"""
             {OutcomeAnswer.Steps(session, new OutcomeQuestion(question.Signal, null, null, question.Range))}
             SELECT toInt32OrNull(extract(toString(signals), {Literal.Text($"(?:^|,)(?:{ids})@([0-9]+)(?:,|$)")})) AS signal_version, toInt64(count()), quantilesExactInclusive(0.5, 0.95, 0.99)(assumeNotNull(said))
             FROM (SELECT signals, multiIf(kind = 'gauge', stands, kind = 'sum', total_step, total_step / nullIf(n_step, 0)) AS said FROM steps WHERE time >= {Literal.Time(Nanos.Of(question.Range.From))})
             WHERE isNotNull(said) AND isFinite(said) GROUP BY signal_version HAVING isNotNull(signal_version) ORDER BY signal_version LIMIT {question.Limit}
             """,
            r => (Version: r.GetInt32(0), Count: r.GetInt64(1), Quantiles: r.GetFieldValue<double[]>(2))))
            .ConvertAll(v => new SignalValues(v.Version, v.Count, v.Quantiles[0], v.Quantiles[1], v.Quantiles[2]));
    }

    private static string Records(ClickHouseSession session, TelemetrySignal signal, string rows, string time, string own, TimeRange range)
    {
        var sizes = string.Join(" + ", session.Plan.Readers[signal].Schema.Columns.Where(c => !s_shared.Contains(c.Name)).Select(c => Size(signal, c)));
        return $"SELECT toString(service) AS app, toString(instance) AS who, {Rows.Nanos(time)} AS moment, {own} AS own, {sizes} AS size FROM {rows} WHERE {(signal == TelemetrySignal.Metrics ? Literal.Within(time, range) : Literal.WithinMinutes(time, range))}";
    }

    /// <summary>A value, and for texts, which are mostly attributes, the name in front of it and the frame around both.</summary>
    private static string Size(TelemetrySignal signal, Column column)
    {
        var types = ColumnTypes.Of(signal, column);
        var frame = string.Create(CultureInfo.InvariantCulture, $"{column.Name.Length + 6}");
        return types switch
        {
            { Width: 0, IsNullable: true } => $"if(isNull(`{column.Name}`), 0, {frame} + ifNull(length(`{column.Name}`), 0))",
            { Width: 0 } => $"if(empty(`{column.Name}`), 0, {frame} + length(`{column.Name}`))",
            { IsNullable: true } => string.Create(CultureInfo.InvariantCulture, $"if(isNull(`{column.Name}`), 0, {types.Width + 2})"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{types.Width + 2}"),
        };
    }
}
