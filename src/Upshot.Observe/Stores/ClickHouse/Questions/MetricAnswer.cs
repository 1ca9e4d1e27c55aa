using ClickHouse.Driver.ADO.Readers;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Which metrics there are, and their points.</summary>
internal static class MetricAnswer
{
    public static async Task<IReadOnlyList<MetricSeen>> OfAsync(ClickHouseSession session, MetricNameQuestion question) => await session.ReadAsync(
        $"""
         SELECT toString(name) AS of_name, toString(unit) AS of_unit, toString(kind) AS of_kind, toInt64(uniqExact(service)), toInt64(count())
         FROM {session.MetricPoints} WHERE {Literal.Within("time", question.Range)} GROUP BY of_name, of_unit, of_kind ORDER BY of_name, of_unit, of_kind LIMIT {question.Limit}
         """,
        r => new MetricSeen(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4)));

    public static async Task<IReadOnlyList<MeasuredPoint>> OfAsync(ClickHouseSession session, MetricPointQuestion question)
    {
        if (question.Names.Count == 0)
        {
            return [];
        }

        var (from, to) = Nanos.Around(question.Range, MetricPointQuestion.Earlier, TimeSpan.Zero);
        var columns = new RecordColumns(session, TelemetrySignal.Metrics);
        var conditions = new[] { ("service", question.Service), ("environment", question.Environment), ("version", question.Version) }.Where(c => c.Item2 is not null).Select(c => $"{c.Item1} = {Literal.Text(c.Item2!)}")
            .Concat(columns.Conditions(question.Attributes));
        var (buckets, step) = (new PointBuckets(), question.Step.Ticks * 100);
        return MetricPointQuestion.Ordered(
            await session.ReadAsync(
                $"""
                 SELECT toString(name) AS of_name, toString(unit) AS of_unit, toString(kind) AS of_kind, toInt32(temporality = 'cumulative') AS grows, toInt32(monotonic), toString(service) AS of_service, toString(version), {Rows.Process} AS who,
                        toString(series) AS of_series, {(question.By is { } by ? columns.TextOf(by) : "''")} AS part, {Rows.Nanos("start_time")} AS since, {Rows.Nanos("time")} AS at,
                        coalesce(toFloat64(value_int), value), ifNull(toFloat64(count), 0), sum, bounds, bucket_counts, exponential
                 FROM {session.MetricPoints} WHERE {Literal.Within("time", from, to)} AND name IN {Literal.List(question.Names)}{string.Concat(conditions.Select(c => $" AND {c}"))}
                 ORDER BY at DESC LIMIT 1 BY of_name, of_unit, of_kind, of_service, who, part, of_series, since, if(grows = 1, intDiv(at, {step}), at) LIMIT {question.Limit + 1L}
                 """,
                r => PointOf(r, buckets)),
            question);
    }

    private static MeasuredPoint PointOf(ClickHouseDataReader r, PointBuckets buckets)
    {
        var (bounds, counts) = buckets.Of(r.GetString(15), r.GetString(16), r.GetString(17));
        return new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3) != 0, r.GetInt32(4) != 0, r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), r.GetInt64(10), r.GetInt64(11))
        {
            Value = r.IsDBNull(12) ? null : r.GetDouble(12),
            Count = r.GetDouble(13),
            Sum = r.IsDBNull(14) ? null : r.GetDouble(14),
            Bounds = bounds,
            Buckets = counts,
        };
    }
}
