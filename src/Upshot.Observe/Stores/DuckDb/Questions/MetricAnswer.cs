using DuckDB.NET.Data;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which metrics there are, and their points.</summary>
internal static class MetricAnswer
{
    public static IReadOnlyList<MetricSeen> Of(QuerySession session, MetricNameQuestion question) => session.Read(
        $"""
         SELECT name, coalesce(unit, ''), kind, count(DISTINCT service)::BIGINT, count(*)::BIGINT AS n
         FROM ({session.Rows(TelemetrySignal.Metrics, "metric_points", Nanos.Of(question.Range.From), Nanos.Of(question.Range.To))}) WHERE {Sql.Within("time", question.Range)}
         GROUP BY ALL ORDER BY name, 2, kind LIMIT {question.Limit}
         """,
        r => new MetricSeen(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4)));

    public static IReadOnlyList<MeasuredPoint> Of(QuerySession session, MetricPointQuestion question)
    {
        if (question.Names.Count == 0)
        {
            return [];
        }

        var (from, to) = Nanos.Around(question.Range, MetricPointQuestion.Earlier, TimeSpan.Zero);
        var columns = AttributeColumns.Of(session, TelemetrySignal.Metrics);
        var conditions = new[] { ("service", question.Service), ("environment", question.Environment), ("version", question.Version) }.Where(c => c.Item2 is not null).Select(c => $"coalesce({c.Item1}, '') = {Sql.Text(c.Item2!)}")
            .Concat(question.Attributes.Select(a => a.Value is { } value ? $"{TextOf(columns, a.Name)} = {Sql.Text(value)}" : $"{TextOf(columns, a.Name)} IS NOT NULL"));
        var (buckets, step) = (new PointBuckets(), question.Step.Ticks * 100);
        return MetricPointQuestion.Ordered(
            session.Read(
                $"""
                 SELECT * FROM (
                     SELECT name, coalesce(unit, '') AS unit, kind, coalesce(temporality = 'cumulative', false) AS grows, coalesce(monotonic, false), service, coalesce(version, ''), {BlockAnswer.Process} AS who, series::VARCHAR AS series,
                            {(question.By is { } by ? $"coalesce({TextOf(columns, by)}, '')" : "''")} AS part, coalesce(epoch_ns(start_time), 0) AS since, epoch_ns(time) AS nanos,
                            coalesce(value_int::DOUBLE, value), coalesce(count::DOUBLE, 0), sum, coalesce(bounds, ''), coalesce(bucket_counts, ''), coalesce(exponential, '')
                     FROM ({session.Rows(TelemetrySignal.Metrics, "metric_points", from, to)})
                     WHERE time >= {Sql.Time(from)} AND time < {Sql.Time(to)} AND name IN ({string.Join(", ", question.Names.Select(Sql.Text))}){string.Concat(conditions.Select(c => $" AND {c}"))})
                 QUALIFY row_number() OVER (PARTITION BY name, unit, kind, service, who, part, series, since, CASE WHEN grows THEN nanos // {step} ELSE nanos END ORDER BY nanos DESC) = 1
                 LIMIT {question.Limit + 1L}
                 """,
                r => PointOf(r, buckets)),
            question);
    }

    private static MeasuredPoint PointOf(DuckDBDataReader r, PointBuckets buckets)
    {
        var (bounds, counts) = buckets.Of(r.GetString(15), r.GetString(16), r.GetString(17));
        return new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetBoolean(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), r.GetInt64(10), r.GetInt64(11))
        {
            Value = r.IsDBNull(12) ? null : r.GetDouble(12),
            Count = r.GetDouble(13),
            Sum = r.IsDBNull(14) ? null : r.GetDouble(14),
            Bounds = bounds,
            Buckets = counts,
        };
    }

    private static string TextOf(AttributeColumns columns, string name)
    {
        var path = Sql.Pointer(name);
        return RecordFields.Known(name) switch
        {
            RecordField.Service => "service",
            RecordField.Version => "nullif(version, '')",
            RecordField.Environment => "nullif(environment, '')",
            RecordField.Instance => $"nullif({BlockAnswer.Process}, '')",
            RecordField.Name => "name",
            _ => $"coalesce({(columns.ColumnOf(name) is { } column ? $"{column}::VARCHAR, " : "")}json_extract_string(attributes, {path}), json_extract_string(resource, {path}))",
        };
    }
}
