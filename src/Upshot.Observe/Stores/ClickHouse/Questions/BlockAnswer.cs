using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>
/// What versions did, block by block. Blocks of whole minutes come from the rollups, which sampling and retention leave whole; shorter ones
/// and kinds that attributes tell from the spans. One statement for all windows of a kind.
/// </summary>
internal static class BlockAnswer
{
    public static async Task<IReadOnlyList<ArmEvidence>> OfAsync(ClickHouseSession session, BlockQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Windows.Select(w => w.Block).DefaultIfEmpty(TimeSpan.MaxValue).Min(), TimeSpan.FromSeconds(1));
        var blocks = new BlockTotals(question);
        List<int> minutes = [.. Enumerable.Range(0, question.Windows.Count).Where(i => question.Windows[i].IsOfRollups)];
        if (minutes.Count > 0)
        {
            await FromRollupsAsync(session, question, minutes, blocks);
        }

        foreach (var window in Enumerable.Range(0, question.Windows.Count).Except(minutes))
        {
            await FromSpansAsync(session, question, window, blocks);
        }

        return blocks.Arms();
    }

    private static async Task FromRollupsAsync(ClickHouseSession session, BlockQuestion question, List<int> windows, BlockTotals blocks)
    {
        var asked = string.Join(", ", windows.Select(i => Values(i, question.Windows[i])));
        var range = BlockWindow.Hull([.. windows.Select(i => question.Windows[i])]);
        var rows = await session.ReadAsync(
            $"""
             SELECT asked.number, counted.version, counted.service, counted.instance, counted.route, intDiv({Rows.Nanos("counted.minute")}, asked.block) AS at,
                    toInt64(sum(requests)), toInt64(sum(errors)), sum(sum_ns), {Histograms.Summed}, {SampledSums.Of()}, {Histograms.SummedVariance}
             FROM (SELECT minute, operation, service, environment, version, instance, route, requests, errors, sum_ns, histogram, good_variance, bad_variance, good_weight, bad_weight, histogram_variance FROM {session.Rollups}
                   WHERE operation IN {Literal.List(windows.Select(i => question.Windows[i].Operation).Distinct())} AND {Literal.Within("minute", range)}) AS counted
             JOIN (SELECT * FROM values('number Int32, app Nullable(String), place Nullable(String), operation String, release Nullable(String), first Int64, beyond Int64, block Int64', {asked})) AS asked
               ON counted.operation = asked.operation
             WHERE {Rows.Nanos("counted.minute")} >= asked.first AND {Rows.Nanos("counted.minute")} < asked.beyond
               AND (isNull(asked.app) OR counted.service = asked.app) AND (isNull(asked.place) OR counted.environment = asked.place) AND (isNull(asked.release) OR counted.version = asked.release)
             GROUP BY asked.number, counted.version, counted.service, counted.instance, counted.route, at LIMIT {question.Limit + 1L}
             """,
            r => (Number: r.GetInt32(0), Version: r.GetString(1), Service: r.GetString(2), Process: r.GetString(3), Route: r.GetString(4), Block: r.GetInt64(5), Requests: r.GetInt64(6), Errors: r.GetInt64(7), Sum: r.GetDouble(8), Latency: Histograms.Read(r, 9),
                Sampling: SampledSums.Read(r, 9 + Histograms.Width), Variance: Histograms.Read(r, 9 + Histograms.Width + SampledSums.Width)));
        foreach (var row in rows)
        {
            var block = blocks.At(row.Number, row.Version, row.Service, row.Process, row.Route, row.Block);
            block.Add(row.Requests, row.Errors, row.Sum);
            block.Latency.Merge(row.Latency);
            block.Add(row.Sampling, Histograms.IfAny(row.Variance));
        }
    }

    private static async Task FromSpansAsync(ClickHouseSession session, BlockQuestion question, int number, BlockTotals blocks)
    {
        var window = question.Windows[number];
        var columns = new RecordColumns(session, TelemetrySignal.Traces);
        var path = window.Kinds.Count == 0 ? Rows.Path : $"concat({Rows.Path}{string.Concat(window.Kinds.Select(k => $", {Literal.Text($" {k}=")}, {columns.TextOf(k)}"))})";
        var rows = await session.ReadAsync(
            $"""
             SELECT version, service, {Rows.Process} AS who, {path} AS path, intDiv({Rows.Nanos("start_time")}, {window.Block.Ticks * 100}) AS block, toInt32(status = {Rows.Failed}) AS failed, {Histograms.Bucket} AS bucket,
                    toInt64(round(sum(adjusted_count))), sum(duration_ns * adjusted_count)
             FROM {session.Spans}
             WHERE operation = {Literal.Text(window.Operation)} AND {Literal.WithinMinutes("start_time", window.Range)}
               {Rows.Only("service", window.Service)} {Rows.Only("environment", window.Environment)} {Rows.Only("version", window.Version)}
             GROUP BY version, service, who, path, block, failed, bucket
             """,
            r => (Version: r.GetString(0), Service: r.GetString(1), Process: r.GetString(2), Route: r.GetString(3), Block: r.GetInt64(4), Failed: r.GetInt32(5) != 0, Bucket: r.GetInt32(6), Count: r.GetInt64(7), Sum: r.GetDouble(8)));
        foreach (var row in rows)
        {
            blocks.At(number, row.Version, row.Service, row.Process, row.Route, row.Block).AddSpans(row.Count, row.Failed, row.Bucket, row.Sum);
        }
    }

    private static string Values(int number, BlockWindow window) => string.Create(
        CultureInfo.InvariantCulture,
        $"({number}, {Literal.TextOrNull(window.Service)}, {Literal.TextOrNull(window.Environment)}, {Literal.Text(window.Operation)}, {Literal.TextOrNull(window.Version)}, {Nanos.Of(window.Range.From)}, {Nanos.Of(window.Range.To)}, {window.Block.Ticks * 100})");
}
