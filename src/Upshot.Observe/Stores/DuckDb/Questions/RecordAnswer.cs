using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Counts of records by their names: a statement for each kind that is asked for.</summary>
internal static class RecordAnswer
{
    public static IReadOnlyList<double> Of(QuerySession session, RecordQuestion question)
    {
        var (from, to) = (Nanos.Of(question.Range.From), Nanos.Of(question.Range.To));
        var counts = new Dictionary<RecordName, double>();
        foreach (var kind in question.Names.GroupBy(n => n.Kind))
        {
            var names = string.Join(", ", kind.Select(n => Sql.Text(n.Name)).Distinct());
            var sql = kind.Key switch
            {
                SignalKind.Span => Counted(session.Spans(from, to), "name", "adjusted_count", "start_time"),
                SignalKind.Metric => Counted(session.Rows(TelemetrySignal.Metrics, "metric_points", from, to), "name", "1", "time"),
                SignalKind.Event => Counted(session.Rows(TelemetrySignal.Logs, "logs", from, to), "event_name", "1", "time"),
                _ => null,
            };
            foreach (var (name, count) in sql is null ? [] : session.Read(sql, r => (r.GetString(0), r.GetDouble(1))))
            {
                counts[new(kind.Key, name)] = count;
            }

            string Counted(string rows, string name, string weight, string time) =>
                $"SELECT {name}, sum({weight})::DOUBLE FROM ({rows}) WHERE {name} IN ({names}) AND {Sql.Within(time, question.Range)} GROUP BY {name}";
        }

        return [.. question.Names.Select(n => counts.GetValueOrDefault(n))];
    }
}
