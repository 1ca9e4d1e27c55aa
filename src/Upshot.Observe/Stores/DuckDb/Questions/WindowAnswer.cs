using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Sums of objectives over windows: one statement for all that was counted as it came, one for what was not.</summary>
internal static class WindowAnswer
{
    private sealed record Counted(int Index, DateTimeOffset First, WindowCount[] Windows);

    private const int Width = 2 + SampledSums.Width;

    public static IReadOnlyList<ObjectiveWindows> Of(QuerySession session, WindowQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var exact = Exact(session, question).ToDictionary(c => c.Index);
        var since = question.Objectives.Select((_, i) => exact.TryGetValue(i, out var counted) ? counted.First : question.Range.To).ToList();
        var earlier = ObjectiveAnswer.Earlier(session, new ObjectiveQuestion(question.Objectives, question.Range), since);
        return [.. question.Objectives.Select((objective, i) => new ObjectiveWindows(objective, [.. question.Windows.Select((window, w) =>
        {
            var before = earlier[i].Where(m => m.Minute >= question.Now - window).ToList();
            var counted = exact.GetValueOrDefault(i)?.Windows[w] ?? new WindowCount(window, 0, 0);
            return counted with { Good = counted.Good + before.Sum(m => m.Good), Total = counted.Total + before.Sum(m => m.Total), Sampling = counted.Sampling + SamplingVariance.Sum(before.Select(m => m.Sampling)) };
        })]))];
    }

    private static IReadOnlyList<Counted> Exact(QuerySession session, WindowQuestion question)
    {
        var parts = HourParts.Of(question.Range, MinutesNeeded.For(question.Now, question.Windows));
        return session.ObjectiveSums(parts, ObjectiveAnswer.Names(question.Objectives)) is { } sums
            ? [.. sums.Select((of, i) => (Sums: of, Index: i)).Where(o => o.Sums.Count > 0).Select(o => new Counted(o.Index, Nanos.ToMoment(o.Sums.Min(s => s.First)), [.. question.Windows.Select(w => Over(w, question.Now, o.Sums))]))]
            : ByStatement(session, question, parts);
    }

    private static WindowCount Over(TimeSpan window, DateTimeOffset now, IReadOnlyList<CountSum> sums)
    {
        var (since, good, total, sampling) = (Nanos.Of(now - window), 0L, 0L, default(SamplingVariance));
        foreach (var sum in sums)
        {
            if (sum.Last >= since)
            {
                (good, total, sampling) = (good + sum.Good, total + sum.Total, sampling + sum.Sampling);
            }
        }

        return new(window, good, total) { Sampling = sampling };
    }

    private static IReadOnlyList<Counted> ByStatement(QuerySession session, WindowQuestion question, HourParts parts)
    {
        var asked = string.Join(", ", question.Objectives.Select((o, i) => $"({i}, {Sql.Text(o.Name)}, {Sql.Text(ObjectiveDefinition.Of(o))}, {ObjectiveAnswer.Text(o.Environment)})"));
        var sums = string.Join(", ", question.Windows.Select(w => $"coalesce(sum(good) FILTER ({Since(w)}), 0)::BIGINT, coalesce(sum(total) FILTER ({Since(w)}), 0)::BIGINT, {SampledSums.Of(Since(w))}"));
        return session.Read(
            $"""
             SELECT asked.number, epoch_ns(min(first)), {sums}
             FROM ({HourRows.Objectives(session, parts)}) counted
             JOIN (VALUES {asked}) asked(number, objective, definition, environment)
               ON counted.objective = asked.objective AND counted.definition = asked.definition AND (asked.environment IS NULL OR counted.environment = asked.environment)
             GROUP BY asked.number
             """,
            r => new Counted(r.GetInt32(0), Nanos.ToMoment(r.GetInt64(1)), [.. question.Windows.Select((window, w) =>
                new WindowCount(window, r.GetInt64(2 + (Width * w)), r.GetInt64(3 + (Width * w))) { Sampling = SampledSums.Read(r, 4 + (Width * w)) })]));

        string Since(TimeSpan window) => $"WHERE minute >= {Sql.Time(Nanos.Of(question.Now - window))}";
    }
}
