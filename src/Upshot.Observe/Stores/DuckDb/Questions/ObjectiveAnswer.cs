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
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <param name="First">The first minute of those that were counted together.</param>
    internal sealed record Counted(int Index, MinuteCount Count, DateTimeOffset First);

    public static IReadOnlyList<ObjectiveMinutes> Of(QuerySession session, ObjectiveQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var parts = HourParts.Of(question.Range, question.Minutes);
        var exact = Exact(session, question, parts);

        // Before an objective had its present target, minutes were counted by another one, or by none.
        var before = Earlier(session, question, [.. exact.Select(e => e.First ?? question.Range.To)]);
        ObjectiveMinutes[] answer = [.. question.Objectives.Select((o, i) => new ObjectiveMinutes(o, before.Contains(i) ? parts.Together([.. before[i], .. exact[i].Counts]) : exact[i].Counts))];
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
        [.. objectives.Select(o => (new CountedName(o.Name, ObjectiveDefinition.Of(o)), o.Environment))];

    /// <summary>By the place of each objective what was counted as it came, and the first minute of it; null: nothing was.</summary>
    private static IReadOnlyList<(DateTimeOffset? First, IReadOnlyList<MinuteCount> Counts)> Exact(QuerySession session, ObjectiveQuestion question, HourParts parts)
    {
        if (session.ObjectiveSums(parts, Names(question.Objectives)) is { } sums)
        {
            return sums.Sum(s => s.Count) > question.Limit ? throw TooLarge(question) : [.. sums.Select(of => (of.Count > 0 ? Nanos.ToMoment(of.Min(s => s.First)) : (DateTimeOffset?)null, Minutes(of)))];
        }

        var stated = ByStatement(session, question, parts).ToLookup(c => c.Index);
        return [.. question.Objectives.Select((_, i) => (stated[i].Min(c => (DateTimeOffset?)c.First), parts.Together(stated[i].Select(c => c.Count))))];
    }

    /// <summary>Of the size that is needed: they are many.</summary>
    private static IReadOnlyList<MinuteCount> Minutes(IReadOnlyList<CountSum> sums)
    {
        var minutes = new MinuteCount[sums.Count];
        for (var i = 0; i < minutes.Length; i++)
        {
            minutes[i] = new(Nanos.ToMoment(sums[i].Last), sums[i].Good, sums[i].Total) { Sampling = sums[i].Sampling };
        }

        return minutes;
    }

    internal static List<Counted> ByStatement(QuerySession session, ObjectiveQuestion question, HourParts parts)
    {
        var asked = string.Join(", ", question.Objectives.Select((o, i) => $"({i}, {Sql.Text(o.Name)}, {Sql.Text(ObjectiveDefinition.Of(o))}, {Text(o.Environment)})"));
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
        // A range begins within a minute that is not its own: before the first minute behind it there is none.
        if (since.All(s => s - s_minute < question.Range.From))
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
                var (index, requests, errors) = (r.GetInt32(0), r.GetInt64(4), r.GetInt64(5));
                var (good, total, sampling) = (requests - errors, requests, SampledSums.Read(r, 7));
                if (question.Objectives[index].Latency is { } limit)
                {
                    // Not all that succeeded is in it: what has no usable duration is neither fast nor slow.
                    var latency = ExponentialHistogram.FromBytes(ReadBlob(r.GetStream(6)));
                    (good, total, sampling) = (latency.CountAtMost(limit.Ticks * 100), latency.Count, HistogramSampling.Of(SampledSums.Histogram(r, 11), limit));
                }

                return new Row(index, r.GetInt64(1), r.GetString(2), r.GetString(3), good, total, sampling);
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
