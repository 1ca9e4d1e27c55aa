using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// What versions did, block by block. Blocks of whole minutes come from the rollups, which sampling and retention leave whole; shorter ones
/// and kinds that attributes tell from the spans. One statement for all windows of a kind.
/// </summary>
internal static class BlockAnswer
{
    /// <summary>The bucket of a span's duration.</summary>
    internal static readonly string Bucket = $"CASE WHEN duration_ns < 1 THEN {BlockTotals.Zero} ELSE (ceil(log2(duration_ns) * {1 << ExponentialHistogram.Scale}) - 1)::INTEGER END";

    // As ResourceInfo.Process says of a resource.
    internal const string Process =
        """coalesce(nullif(instance, ''), nullif(resource->>'$."k8s.pod.name"', ''), nullif(resource->>'$."host.name"', '') || '/' || nullif(resource->>'$."process.pid"', ''), '')""";

    public static IReadOnlyList<ArmEvidence> Of(QuerySession session, BlockQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Windows.Select(w => w.Block).DefaultIfEmpty(TimeSpan.MaxValue).Min(), TimeSpan.FromSeconds(1));
        var blocks = new BlockTotals(question);
        List<int> minutes = [.. Enumerable.Range(0, question.Windows.Count).Where(i => question.Windows[i].IsOfRollups)];
        List<int> seconds = [.. Enumerable.Range(0, question.Windows.Count).Except(minutes)];
        if (minutes.Count > 0)
        {
            FromRollups(session, question, minutes, blocks);
        }

        foreach (var window in seconds)
        {
            FromSpans(session, question, window, blocks);
        }

        return blocks.Arms();
    }

    private static void FromRollups(QuerySession session, BlockQuestion question, List<int> windows, BlockTotals blocks)
    {
        var asked = string.Join(", ", windows.Select(i => Values(i, question.Windows[i])));
        session.Read(
            $"""
             SELECT asked.number, counted.version, counted.service, counted.instance, counted.route, epoch_ns(minute) // asked.block, requests, errors, sum_ns::DOUBLE, histogram, {SampledSums.OfRow}, histogram_variance
             FROM ({session.Rollups}) counted
             JOIN (VALUES {asked}) asked(number, service, environment, operation, version, first, beyond, block)
               ON counted.operation = asked.operation AND minute >= asked.first AND minute < asked.beyond
                 AND (asked.service IS NULL OR counted.service = asked.service) AND (asked.environment IS NULL OR counted.environment = asked.environment)
                 AND (asked.version IS NULL OR counted.version = asked.version)
             WHERE {Sql.Within("minute", question.Range)}
             """,
            r =>
            {
                var block = blocks.At(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetInt64(5));
                block.Add(r.GetInt64(6), r.GetInt64(7), r.GetDouble(8));
                block.Latency.Merge(ExponentialHistogram.FromBytes(ObjectiveAnswer.ReadBlob(r.GetStream(9))));
                block.Add(SampledSums.Read(r, 10), SampledSums.Histogram(r, 14));
                return true;
            });
    }

    private static void FromSpans(QuerySession session, BlockQuestion question, int number, BlockTotals blocks)
    {
        var window = question.Windows[number];
        var columns = new RecordColumns(session, ofLogs: false);
        var kinds = string.Concat(window.Kinds.Select(k => $" || {Sql.Text($" {k}=")} || coalesce({columns.TextOf(k)}, '')"));
        session.Read(
            $"""
             SELECT version, service, {Process} AS who, coalesce(nullif(http_route, ''), name){kinds} AS path, epoch_ns(start_time) // {Nanoseconds(window.Block)} AS block, status = 2 AS failed,
                    {Bucket} AS bucket,
                    round(sum(adjusted_count))::BIGINT, sum(duration_ns * adjusted_count)::DOUBLE
             FROM ({session.Spans(Nanos.Of(window.Range.From), Nanos.Of(window.Range.To))})
             WHERE operation = {Sql.Text(window.Operation)} AND {Sql.Within("start_time", window.Range)}
               {Only("service", window.Service)} {Only("environment", window.Environment)} {Only("version", window.Version)}
             GROUP BY ALL
             """,
            r =>
            {
                blocks.At(number, r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4)).AddSpans(r.GetInt64(7), r.GetBoolean(5), r.GetInt32(6), r.GetDouble(8));
                return true;
            });
    }

    private static string Values(int number, BlockWindow window) => string.Create(
        CultureInfo.InvariantCulture,
        $"({number}, {Text(window.Service)}, {Text(window.Environment)}, {Sql.Text(window.Operation)}, {Text(window.Version)}, {Sql.Time(Nanos.Of(window.Range.From))}, {Sql.Time(Nanos.Of(window.Range.To))}, {Nanoseconds(window.Block)})");

    private static long Nanoseconds(TimeSpan block) => block.Ticks * 100;

    internal static string Only(string column, string? text) => text is null ? "" : $"AND {column} = {Sql.Text(text)}";

    private static string Text(string? text) => text is null ? "NULL::VARCHAR" : Sql.Text(text);
}
