using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// Sums of signals by process. A cumulative series counts what it grew by: the first point of one that began within the time counts whole, of an older one
/// nothing is known but what comes after it.
/// </summary>
internal static class OutcomeAnswer
{
    // Points of the time before, to take a difference with.
    private static readonly TimeSpan Earlier = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<OutcomeRow> Of(QuerySession session, OutcomeQuestion question)
    {
        var rows = session.Read(
            question.Signal.Kind == SignalKind.Metric ? OfPoints(session, question)
                : question.Signal.Kind == SignalKind.Event ? OfRecords(question, session.Rows(TelemetrySignal.Logs, "logs", Nanos.Of(question.Range.From), Nanos.Of(question.Range.To)), "time", "event_name")
                : OfRecords(question, session.Spans(Nanos.Of(question.Range.From), Nanos.Of(question.Range.To)), "start_time", "name"),
            r => new OutcomeRow(r.GetString(0), r.GetString(1), r.GetDouble(2), r.GetDouble(3)));
        return rows.Count > question.Limit ? throw new AnswerTooLargeException("processes", question.Limit)
            : [.. rows.OrderBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Process, StringComparer.Ordinal)];
    }

    /// <summary>The same by step of time instead of by process.</summary>
    public static IReadOnlyList<SignalStep> Series(QuerySession session, SignalSeriesQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Step, TimeSpan.FromMinutes(1));
        var (whole, nanos) = (new OutcomeQuestion(question.Signal, question.Environment, null, question.Range), question.Step.Ticks * 100);
        var (from, to) = (Nanos.Of(question.Range.From), Nanos.Of(question.Range.To));
        var steps = question.Signal.Kind == SignalKind.Metric ? $"{Steps(session, whole)} SELECT epoch_ns(time) // {nanos} AS step, coalesce(sum(n), 0)::DOUBLE, coalesce(sum(total), 0)::DOUBLE, 0::DOUBLE FROM steps WHERE time >= {Sql.Time(from)}"
            : question.Signal.Kind == SignalKind.Event ? Records(session.Rows(TelemetrySignal.Logs, "logs", from, to), "time", "event_name")
            : Records(session.Spans(from, to), "start_time", "name");
        var rows = session.Read($"{steps} GROUP BY step ORDER BY step LIMIT {question.Limit + 1L}", r => new SignalStep(Nanos.ToMoment(r.GetInt64(0) * nanos), r.GetDouble(1), r.GetDouble(2)) { Variance = r.GetDouble(3) });
        return rows.Count > question.Limit ? throw new AnswerTooLargeException("steps", question.Limit) : rows;

        string Records(string of, string time, string name)
        {
            var weight = time == "time" ? "1" : "adjusted_count";
            return $"SELECT epoch_ns({time}) // {nanos} AS step, sum({weight})::DOUBLE, sum({weight})::DOUBLE, sum({weight} * ({weight} - 1))::DOUBLE FROM ({of}) WHERE {IsOf(whole, time, name)}";
        }
    }

    private static string OfPoints(QuerySession session, OutcomeQuestion question) =>
        $"{Steps(session, question)} SELECT service, who, coalesce(sum(n), 0)::DOUBLE, coalesce(sum(total), 0)::DOUBLE FROM steps WHERE time >= {Sql.Time(Nanos.Of(question.Range.From))} GROUP BY ALL LIMIT {question.Limit + 1L}";

    /// <summary>By how much each point grew, as the parts <c>points</c> and <c>steps</c> of a statement.</summary>
    internal static string Steps(QuerySession session, OutcomeQuestion question)
    {
        var from = Nanos.Of(question.Range.From);
        var (earliest, to) = Nanos.Around(question.Range, Earlier, TimeSpan.Zero);
        var points = session.Rows(TelemetrySignal.Metrics, "metric_points", earliest, to);
        const string series = "PARTITION BY service, who, series, start_time ORDER BY time";
        return $"""
            WITH points AS (
                SELECT service, {BlockAnswer.Process} AS who, series, start_time, time, kind, signals, temporality = 'cumulative' AS grows,
                       CASE WHEN kind IN ('histogram', 'exponential_histogram') THEN count::DOUBLE ELSE coalesce(value, value_int::DOUBLE) END AS n,
                       CASE WHEN kind IN ('histogram', 'exponential_histogram') THEN sum ELSE coalesce(value, value_int::DOUBLE) END AS total
                FROM ({points}) WHERE name = {Sql.Text(question.Signal.Name)} {BlockAnswer.Only("environment", question.Environment)} {BlockAnswer.Only("version", question.Version)}
                  AND time >= {Sql.Time(earliest)} AND time < {Sql.Time(to)}),
            steps AS (
                SELECT service, who, time, kind, signals, total AS stands,
                       CASE WHEN NOT grows THEN n ELSE n - coalesce(lag(n) OVER ({series}), CASE WHEN start_time >= {Sql.Time(from)} THEN 0 ELSE n END) END AS n,
                       CASE WHEN NOT grows THEN total ELSE total - coalesce(lag(total) OVER ({series}), CASE WHEN start_time >= {Sql.Time(from)} THEN 0 ELSE total END) END AS total
                FROM points)
            """;
    }

    private static string OfRecords(OutcomeQuestion question, string rows, string time, string name)
    {
        var weight = time == "time" ? "1" : "adjusted_count";
        return $"SELECT service, {BlockAnswer.Process} AS who, sum({weight})::DOUBLE, sum({weight})::DOUBLE FROM ({rows}) WHERE {IsOf(question, time, name)} GROUP BY ALL LIMIT {question.Limit + 1L}";
    }

    // By the contract that generated code writes, else by the name.
    private static string IsOf(OutcomeQuestion question, string time, string name) =>
        $"""
         (split_part(upshot_signal, '@', 1) = {Sql.Text(question.Signal.Id)} OR (coalesce(upshot_signal, '') = '' AND {name} = {Sql.Text(question.Signal.Name)}))
           {BlockAnswer.Only("environment", question.Environment)} {BlockAnswer.Only("version", question.Version)} AND {Sql.Within(time, question.Range)}
         """;
}
