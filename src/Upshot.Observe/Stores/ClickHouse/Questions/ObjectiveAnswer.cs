using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Good and total events of objectives by minute: one statement for all that were counted as they came, one for what was not.</summary>
internal static class ObjectiveAnswer
{
    /// <param name="First">The first minute of those that were counted together.</param>
    private sealed record Counted(int Index, MinuteCount Count, DateTimeOffset First);

    private sealed record OfRelease(int Index, string Version, string Environment, MinuteCount Count);

    public static async Task<IReadOnlyList<ObjectiveMinutes>> OfAsync(ClickHouseSession session, ObjectiveQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var parts = HourParts.Of(question.Range, question.Minutes);
        var exact = (await ExactAsync(session, question, parts)).ToLookup(c => c.Index);

        // Before an objective had its present target, minutes were counted by another one, or by none.
        var since = question.Objectives.Select((_, i) => exact[i].Select(c => c.First).DefaultIfEmpty(question.Range.To).First()).ToList();
        var before = await EarlierAsync(session, question, since);
        ObjectiveMinutes[] answer = [.. question.Objectives.Select((o, i) => new ObjectiveMinutes(o, parts.Together([.. before[i], .. exact[i].Select(c => c.Count)])))];
        return answer.Sum(o => o.Minutes.Count) <= question.Limit ? answer : throw TooLarge(question);
    }

    /// <summary>The objectives of a question as rows to join with, and the tables' rows that may be of them.</summary>
    public static string Asked(IReadOnlyList<Objective> objectives) =>
        $"(SELECT * FROM values('number Int32, objective String, definition String, place Nullable(String)', {string.Join(", ", objectives.Select((o, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, {Literal.Text(o.Name)}, {Literal.Text(ObjectiveDefinition.Of(o))}, {Literal.TextOrNull(o.Environment)})")))})) AS asked";

    public static string Counts(ClickHouseSession session, IReadOnlyList<Objective> objectives, TimeRange range) =>
        $"(SELECT minute, objective, definition, version, environment, good, total, good_variance, bad_variance, good_weight, bad_weight FROM {session.ObjectiveMinutes} WHERE objective IN {Literal.List(objectives.Select(o => o.Name).Distinct())} AND {Literal.Within("minute", range)}) AS counted";

    public const string Matches = "counted.objective = asked.objective AND counted.definition = asked.definition";

    /// <summary>By the objective's place: minutes of the range before a moment, as rollups tell them.</summary>
    public static async Task<ILookup<int, MinuteCount>> EarlierAsync(ClickHouseSession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since) =>
        AtMost(question, [.. (await FromHistogramsAsync(session, question, since)).GroupBy(c => (c.Index, c.Count.Minute)).OrderBy(g => g.Key)
            .Select(g => new Counted(g.Key.Index, new(g.Key.Minute, g.Sum(c => c.Count.Good), g.Sum(c => c.Count.Total)) { Sampling = SamplingVariance.Sum(g.Select(c => c.Count.Sampling)) }, g.Key.Minute))]).ToLookup(c => c.Index, c => c.Count);

    /// <summary>The same, added up by the version and environment that answered.</summary>
    public static async Task<IEnumerable<SplitCount>> EarlierByReleaseAsync(ClickHouseSession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since) =>
        (await FromHistogramsAsync(session, question, since)).GroupBy(c => (c.Index, c.Version, c.Environment))
            .Select(g => new SplitCount(g.Key.Index, g.Key.Version, g.Key.Environment, g.Sum(c => c.Count.Good), g.Sum(c => c.Count.Total)));

    private static async Task<List<Counted>> ExactAsync(ClickHouseSession session, ObjectiveQuestion question, HourParts parts) => AtMost(question, await session.ReadAsync(
        $"""
         SELECT asked.number, {Rows.Slot("counted.minute", parts)} AS at, toInt64(sum(good)), toInt64(sum(total)), {Rows.Nanos("min(counted.minute)")}, {Rows.Nanos("max(counted.minute)")}, {SampledSums.Of()}
         FROM {Counts(session, question.Objectives, question.Range)} JOIN {Asked(question.Objectives)} ON {Matches}
         WHERE isNull(asked.place) OR counted.environment = asked.place
         GROUP BY asked.number, at ORDER BY asked.number, at LIMIT {question.Limit + 1L}
         """,
        r => new Counted(r.GetInt32(0), new(Nanos.ToMoment(r.GetInt64(5)), r.GetInt64(2), r.GetInt64(3)) { Sampling = SampledSums.Read(r, 6) }, Nanos.ToMoment(r.GetInt64(4)))));

    // What an objective's own condition is true of stands in no histogram: before it there is nothing.
    private static async Task<List<OfRelease>> FromHistogramsAsync(ClickHouseSession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since)
    {
        if (since.All(s => s <= question.Range.From))
        {
            return [];
        }

        since = [.. question.Objectives.Select((o, i) => !o.IsOfRollups ? question.Range.From : since[i])];
        var asked = string.Join(", ", question.Objectives.Select((o, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, {Literal.Text(o.Operation)}, {Literal.TextOrNull(o.Environment)}, {Math.Max(Nanos.Of(since[i]), 0)})")));
        var until = since.Max() < question.Range.To ? since.Max() : question.Range.To;
        var rows = await session.ReadAsync(
            $"""
             SELECT asked.number, {Rows.Nanos("counted.minute")} AS at, toInt64(sum(requests)), toInt64(sum(errors)), {Histograms.Summed}, toString(counted.version) AS release, toString(counted.environment) AS of_environment, {SampledSums.Of()}, {Histograms.SummedVariance}
             FROM (SELECT minute, operation, version, environment, requests, errors, histogram, good_variance, bad_variance, good_weight, bad_weight, histogram_variance FROM {session.Rollups}
                   WHERE operation IN {Literal.List(question.Objectives.Select(o => o.Operation).Distinct())} AND {Literal.Within("minute", Nanos.Of(question.Range.From), Nanos.Of(until))}) AS counted
             JOIN (SELECT * FROM values('number Int32, operation String, place Nullable(String), since Int64', {asked})) AS asked ON counted.operation = asked.operation
             WHERE (isNull(asked.place) OR counted.environment = asked.place) AND {Rows.Nanos("counted.minute")} < asked.since
             GROUP BY asked.number, at, release, of_environment
             """,
            r => (Index: r.GetInt32(0), Minute: r.GetInt64(1), Requests: r.GetInt64(2), Errors: r.GetInt64(3), Latency: Histograms.Read(r, 4), Version: r.GetString(4 + Histograms.Width), Environment: r.GetString(5 + Histograms.Width),
                Sampling: SampledSums.Read(r, 6 + Histograms.Width), Variance: Histograms.Read(r, 6 + Histograms.Width + SampledSums.Width)));
        return [.. rows.Select(minute =>
        {
            var (good, total, sampling) = (minute.Requests - minute.Errors, minute.Requests, minute.Sampling);
            if (question.Objectives[minute.Index].Latency is { } limit)
            {
                // Not all that succeeded is in it: what has no usable duration is neither fast nor slow.
                (good, total, sampling) = (minute.Latency.CountAtMost(limit.Ticks * 100), minute.Latency.Count, HistogramSampling.Of(minute.Variance, limit));
            }

            return new OfRelease(minute.Index, minute.Version, minute.Environment, new(Nanos.ToMoment(minute.Minute), good, total) { Sampling = sampling });
        }).Where(c => c.Count.Total > 0)];
    }

    private static List<Counted> AtMost(ObjectiveQuestion question, List<Counted> rows) => rows.Count <= question.Limit ? rows : throw TooLarge(question);

    private static AnswerTooLargeException TooLarge(ObjectiveQuestion question) => new("minutes of objectives", question.Limit);
}
