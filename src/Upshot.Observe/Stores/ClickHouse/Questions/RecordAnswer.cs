using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Counts of records by their names: a statement for each kind that is asked for.</summary>
internal static class RecordAnswer
{
    public static async Task<IReadOnlyList<double>> OfAsync(ClickHouseSession session, RecordQuestion question)
    {
        var counts = new Dictionary<RecordName, double>();
        foreach (var kind in question.Names.GroupBy(n => n.Kind))
        {
            var names = Literal.List(kind.Select(n => n.Name).Distinct());
            var sql = kind.Key switch
            {
                SignalKind.Span => Counted(session.Spans, "name", "sum(adjusted_count)", Literal.WithinMinutes("start_time", question.Range)),
                SignalKind.Metric => Counted(session.MetricPoints, "name", "toFloat64(count())", Literal.Within("time", question.Range)),
                SignalKind.Event => Counted(session.Logs, "event_name", "toFloat64(count())", Literal.WithinMinutes("time", question.Range)),
                _ => null,
            };
            foreach (var (name, count) in sql is null ? [] : await session.ReadAsync(sql, r => (r.GetString(0), r.GetDouble(1))))
            {
                counts[new(kind.Key, name)] = count;
            }

            string Counted(string rows, string name, string count, string within) =>
                $"SELECT toString({name}) AS of_name, {count} FROM {rows} WHERE {name} IN {names} AND {within} GROUP BY of_name";
        }

        return [.. question.Names.Select(n => counts.GetValueOrDefault(n))];
    }
}
