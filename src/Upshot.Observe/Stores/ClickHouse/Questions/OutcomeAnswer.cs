using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>
/// Sums of signals by process. A cumulative series counts what it grew by: the first point of one that began within the time counts whole, of an older one
/// nothing is known but what comes after it.
/// </summary>
internal static class OutcomeAnswer
{
    // Points of the time before, to take a difference with.
    private static readonly TimeSpan Earlier = TimeSpan.FromMinutes(15);

    public static async Task<IReadOnlyList<OutcomeRow>> OfAsync(ClickHouseSession session, OutcomeQuestion question)
    {
        var rows = await session.ReadAsync(
            question.Signal.Kind switch
            {
                SignalKind.Metric => OfPoints(session, question),
                SignalKind.Event => OfRecords(question, session.Logs, "time", "event_name"),
                _ => OfRecords(question, session.Spans, "start_time", "name"),
            },
            r => new OutcomeRow(r.GetString(0), r.GetString(1), r.GetDouble(2), r.GetDouble(3)));
        return rows.Count > question.Limit ? throw new AnswerTooLargeException("processes", question.Limit)
            : [.. rows.OrderBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Process, StringComparer.Ordinal)];
    }

    /// <summary>The same by step of time instead of by process.</summary>
    public static async Task<IReadOnlyList<SignalStep>> SeriesAsync(ClickHouseSession session, SignalSeriesQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Step, TimeSpan.FromMinutes(1));
        var (whole, nanos) = (new OutcomeQuestion(question.Signal, question.Environment, null, question.Range), question.Step.Ticks * 100);
        var steps = question.Signal.Kind switch
        {
            SignalKind.Metric => $"{Steps(session, whole)} SELECT intDiv({Rows.Nanos("time")}, {nanos}) AS step, ifNull(sum(n_step), 0), ifNull(sum(total_step), 0), toFloat64(0) FROM steps WHERE time >= {Literal.Time(Nanos.Of(question.Range.From))}",
            SignalKind.Event => Records(session.Logs, "time", "event_name"),
            _ => Records(session.Spans, "start_time", "name"),
        };
        var rows = await session.ReadAsync($"{steps} GROUP BY step ORDER BY step LIMIT {question.Limit + 1L}", r => new SignalStep(Nanos.ToMoment(r.GetInt64(0) * nanos), r.GetDouble(1), r.GetDouble(2)) { Variance = r.GetDouble(3) });
        return rows.Count > question.Limit ? throw new AnswerTooLargeException("steps", question.Limit) : rows;

        string Records(string of, string time, string name)
        {
            var weight = time == "time" ? "toFloat64(1)" : "adjusted_count";
            return $"SELECT intDiv({Rows.Nanos(time)}, {nanos}) AS step, toFloat64(sum({weight})), toFloat64(sum({weight})), toFloat64(sum({weight} * ({weight} - 1))) FROM {of} WHERE {IsOf(whole, time, name)}";
        }
    }

    private static string OfPoints(ClickHouseSession session, OutcomeQuestion question) =>
        $"{Steps(session, question)} SELECT service, who, ifNull(sum(n_step), 0), ifNull(sum(total_step), 0) FROM steps WHERE time >= {Literal.Time(Nanos.Of(question.Range.From))} GROUP BY service, who LIMIT {question.Limit + 1L}";

    /// <summary>By how much each point grew, as the parts <c>points</c> and <c>steps</c> of a statement.</summary>
    internal static string Steps(ClickHouseSession session, OutcomeQuestion question)
    {
        var from = Nanos.Of(question.Range.From);
        var (earliest, to) = Nanos.Around(question.Range, Earlier, TimeSpan.Zero);
        const string series = "OVER (PARTITION BY service, who, series, start_time ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)";
        var begins = $"start_time >= {Literal.Time(from)}";
        return $"""
            WITH points AS (
                SELECT toString(service) AS service, {Rows.Process} AS who, series, start_time, time, kind, signals, temporality = 'cumulative' AS grows,
                       if(kind IN ('histogram', 'exponential_histogram'), toFloat64(count), coalesce(value, toFloat64(value_int))) AS n,
                       if(kind IN ('histogram', 'exponential_histogram'), sum, coalesce(value, toFloat64(value_int))) AS total
                FROM {session.MetricPoints} WHERE name = {Literal.Text(question.Signal.Name)} {Rows.Only("environment", question.Environment)} {Rows.Only("version", question.Version)}
                  AND {Literal.Within("time", earliest, to)}),
            steps AS (
                SELECT service, who, time, kind, signals, total AS stands,
                       if(NOT grows, n, n - coalesce(lagInFrame(n) {series}, if({begins}, 0, n))) AS n_step,
                       if(NOT grows, total, total - coalesce(lagInFrame(total) {series}, if({begins}, 0, total))) AS total_step
                FROM points)
            """;
    }

    private static string OfRecords(OutcomeQuestion question, string rows, string time, string name)
    {
        var weight = time == "time" ? "toFloat64(1)" : "adjusted_count";
        return $"SELECT toString(service) AS app, {Rows.Process} AS who, sum({weight}), sum({weight}) FROM {rows} WHERE {IsOf(question, time, name)} GROUP BY app, who LIMIT {question.Limit + 1L}";
    }

    // By the contract that generated code writes, else by the name.
    private static string IsOf(OutcomeQuestion question, string time, string name) =>
        $"""
         (splitByChar('@', ifNull(toString(upshot_signal), ''))[1] = {Literal.Text(question.Signal.Id)} OR (ifNull(upshot_signal, '') = '' AND {name} = {Literal.Text(question.Signal.Name)}))
           {Rows.Only("environment", question.Environment)} {Rows.Only("version", question.Version)} AND {Literal.WithinMinutes(time, question.Range)}
         """;
}
