using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Good and total events of objectives by minute: one statement for all that were counted as they came, one for what was not.</summary>
internal static class ObjectiveAnswer
{
    /// <param name="First">The first minute of those that were counted together.</param>
    internal sealed record Counted(int Index, MinuteCount Count, DateTimeOffset First);

    public static IReadOnlyList<ObjectiveMinutes> Of(QuerySession session, ObjectiveQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var parts = HourParts.Of(question.Range, question.Minutes);
        var exact = Exact(session, question, parts).ToLookup(c => c.Index);

        // Before an objective had its present target, minutes were counted by another one, or by none.
        var since = question.Objectives.Select((_, i) => exact[i].Select(c => c.First).DefaultIfEmpty(question.Range.To).Min()).ToList();
        var before = Earlier(session, question, since);
        ObjectiveMinutes[] answer = [.. question.Objectives.Select((o, i) => new ObjectiveMinutes(o, parts.Together([.. before[i], .. exact[i].Select(c => c.Count)])))];
        return answer.Sum(o => o.Minutes.Count) <= question.Limit ? answer : throw TooLarge(question);
    }

    /// <summary>By the objective's place: minutes of the range before a moment, as rollups tell them.</summary>
    internal static ILookup<int, MinuteCount> Earlier(QuerySession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since) =>
        AtMost(question, [.. FromHistograms(session, question, since).GroupBy(c => (c.Index, c.Minute))
            .Select(g => new Counted(g.Key.Index, new(Nanos.ToMoment(g.Key.Minute), g.Sum(c => c.Good), g.Sum(c => c.Total)) { Sampling = SamplingVariance.Sum(g.Select(c => c.Sampling)) }, Nanos.ToMoment(g.Key.Minute))).Where(c => c.Count.Total > 0)]).ToLookup(c => c.Index, c => c.Count);

    /// <summary>The same, added up by release.</summary>
    internal static IEnumerable<SplitCount> EarlierByRelease(QuerySession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since) =>
        FromHistograms(session, question, since).GroupBy(c => (c.Index, c.Version, c.Environment))
            .Select(g => new SplitCount(g.Key.Index, g.Key.Version, g.Key.Environment, g.Sum(c => c.Good), g.Sum(c => c.Total))).Where(c => c.Total > 0);

    internal static IReadOnlyList<(CountedName Name, string? Environment)> Names(IReadOnlyList<Objective> objectives) =>
        [.. objectives.Select(o => (new CountedName(o.Name, ObjectiveCounter.DefinitionOf(o)), o.Environment))];

    private static List<Counted> Exact(QuerySession session, ObjectiveQuestion question, HourParts parts) =>
        session.ObjectiveSums(parts, Names(question.Objectives)) is { } sums
            ? AtMost(question, [.. sums.SelectMany((of, i) => of.Select(s => new Counted(i, new(Nanos.ToMoment(s.Last), s.Good, s.Total) { Sampling = s.Sampling }, Nanos.ToMoment(s.First))))])
            : ByStatement(session, question, parts);

    internal static List<Counted> ByStatement(QuerySession session, ObjectiveQuestion question, HourParts parts)
    {
        var asked = string.Join(", ", question.Objectives.Select((o, i) => $"({i}, {Sql.Text(o.Name)}, {Sql.Text(ObjectiveCounter.DefinitionOf(o))}, {Text(o.Environment)})"));
        return AtMost(question, session.Read(
            $"""
             SELECT asked.number, epoch_ns(minute), sum(good)::BIGINT, sum(total)::BIGINT, epoch_ns(min(first)), {SampledSums.Of()}
             FROM ({HourRows.Objectives(session, parts)}) counted
             JOIN (VALUES {asked}) asked(number, objective, definition, environment)
               ON counted.objective = asked.objective AND counted.definition = asked.definition AND (asked.environment IS NULL OR counted.environment = asked.environment)
             GROUP BY asked.number, minute ORDER BY asked.number, minute LIMIT {question.Limit + 1L}
             """,
            r => new Counted(r.GetInt32(0), new(Nanos.ToMoment(r.GetInt64(1)), r.GetInt64(2), r.GetInt64(3)) { Sampling = SampledSums.Read(r, 5) }, Nanos.ToMoment(r.GetInt64(4)))));
    }

    // What an objective's own condition is true of stands in no histogram: before it there is nothing.
    private static List<Row> FromHistograms(QuerySession session, ObjectiveQuestion question, IReadOnlyList<DateTimeOffset> since)
    {
        if (since.All(s => s <= question.Range.From))
        {
            return [];
        }

        since = [.. question.Objectives.Select((o, i) => !o.IsOfRollups ? question.Range.From : since[i])];
        var asked = string.Join(", ", question.Objectives.Select((o, i) => $"({i}, {Sql.Text(o.Operation)}, {Text(o.Environment)}, {Sql.Time(Nanos.Of(since[i]))})"));
        return [.. session.Read(
            $"""
             SELECT asked.number, epoch_ns(minute), coalesce(version, ''), coalesce(counted.environment, ''), requests, errors, histogram, {SampledSums.OfRow}, histogram_variance
             FROM ({session.Rollups}) counted
             JOIN (VALUES {asked}) asked(number, operation, environment, since)
               ON counted.operation = asked.operation AND (asked.environment IS NULL OR counted.environment = asked.environment) AND minute < asked.since
             WHERE {Sql.Within("minute", question.Range with { To = since.Max() })}
             ORDER BY asked.number, minute
             """,
            r =>
            {
                var (index, requests, errors, histogram) = (r.GetInt32(0), r.GetInt64(4), r.GetInt64(5), ReadBlob(r.GetStream(6)));
                var latency = question.Objectives[index].Latency;
                return new Row(
                    index, r.GetInt64(1), r.GetString(2), r.GetString(3),
                    latency is { } limit ? ExponentialHistogram.FromBytes(histogram).CountAtMost(limit.Ticks * 100) : requests - errors,
                    latency is null ? requests : requests - errors,
                    latency is { } within ? HistogramSampling.Of(SampledSums.Histogram(r, 11), within) : SampledSums.Read(r, 7));
            })];
    }

    private sealed record Row(int Index, long Minute, string Version, string Environment, long Good, long Total, SamplingVariance Sampling);

    private static List<Counted> AtMost(ObjectiveQuestion question, List<Counted> rows) => rows.Count <= question.Limit ? rows : throw TooLarge(question);

    private static AnswerTooLargeException TooLarge(ObjectiveQuestion question) => new("minutes of objectives", question.Limit);

    internal static string Text(string? text) => text is null ? "NULL::VARCHAR" : Sql.Text(text);

    internal static byte[] ReadBlob(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
