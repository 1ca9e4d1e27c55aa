using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// The replicates of one version. Blocks of whole minutes come from the rollups, which sampling and retention leave
/// whole; shorter ones from the spans.
/// </summary>
internal static class ArmAnswer
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static ArmEvidence Of(QuerySession asked, ArmQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Block, TimeSpan.FromSeconds(1));
        var (operation, version, range, block) = (question.Operation, question.Version, question.Range, question.Block);
        var replicates = (block.Ticks % Minute.Ticks == 0
            ? FromRollups(asked, operation, version, range, block)
            : FromSpans(asked, operation, version, range, block)).Take(question.Limit + 1).ToList();
        if (replicates.Count > question.Limit)
        {
            throw new AnswerTooLargeException("replicates", question.Limit);
        }

        return new(version, [.. replicates.OrderBy(r => r.Instance, StringComparer.Ordinal).ThenBy(r => r.Start)]);
    }

    private static IEnumerable<ReplicateEvidence> FromRollups(QuerySession asked, string operation, string version, TimeRange range, TimeSpan block)
    {
        var rows = asked.Read(
            $"""
             SELECT coalesce(nullif(instance, ''), service), epoch_ns(minute) // {block.Ticks * 100}, requests, errors, sum_ns::DOUBLE, histogram
             FROM ({asked.Rollups})
             WHERE operation = {Sql.Text(operation)} AND version = {Sql.Text(version)} AND {Nanos.Within("minute", range)}
             """,
            r => (Key: (Instance: r.GetString(0), Block: r.GetInt64(1)), Requests: r.GetInt64(2), Errors: r.GetInt64(3), Sum: r.GetDouble(4), Histogram: ObjectiveAnswer.ReadBlob(r.GetStream(5))));
        foreach (var group in rows.GroupBy(r => r.Key))
        {
            var latency = new ExponentialHistogram();
            foreach (var row in group)
            {
                latency.Merge(ExponentialHistogram.FromBytes(row.Histogram));
            }

            yield return new(group.Key.Instance, StartOf(group.Key.Block, block), block, group.Sum(r => r.Requests), group.Sum(r => r.Errors), group.Sum(r => r.Sum), latency);
        }
    }

    private static IEnumerable<ReplicateEvidence> FromSpans(QuerySession asked, string operation, string version, TimeRange range, TimeSpan block)
    {
        var (from, to) = (Nanos.Of(range.From), Nanos.Of(range.To));
        var rows = asked.Read(
            $"""
             SELECT coalesce(nullif(instance, ''), service) AS who, epoch_ns(start_time) // {block.Ticks * 100} AS block, status = 2 AS failed,
                    CASE WHEN duration_ns < 1 THEN -2 ELSE (ceil(log2(duration_ns) * {1 << ExponentialHistogram.Scale}) - 1)::INTEGER END AS bucket,
                    round(sum(adjusted_count))::BIGINT, sum(duration_ns * adjusted_count)::DOUBLE
             FROM ({asked.Spans(from, to)})
             WHERE operation = {Sql.Text(operation)} AND version = {Sql.Text(version)} AND {Nanos.Within("start_time", range)}
             GROUP BY ALL
             """,
            r => (Key: (Instance: r.GetString(0), Block: r.GetInt64(1)), Failed: r.GetBoolean(2), Bucket: r.GetInt32(3), Count: r.GetInt64(4), Sum: r.GetDouble(5)));
        foreach (var group in rows.GroupBy(r => r.Key))
        {
            var latency = new ExponentialHistogram();
            foreach (var row in group.Where(r => !r.Failed))
            {
                if (row.Bucket == -2)
                {
                    latency.Add(0, row.Count);
                }
                else
                {
                    latency.AddBucket(row.Bucket, row.Count);
                }
            }

            yield return new(group.Key.Instance, StartOf(group.Key.Block, block), block, group.Sum(r => r.Count), group.Where(r => r.Failed).Sum(r => r.Count), group.Where(r => !r.Failed).Sum(r => r.Sum), latency);
        }
    }

    private static DateTimeOffset StartOf(long block, TimeSpan length) => Nanos.ToMoment(block * length.Ticks * 100);
}
