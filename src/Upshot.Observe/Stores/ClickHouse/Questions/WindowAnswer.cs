using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Sums of objectives over windows: one statement for all that was counted as it came, one for what was not.</summary>
internal static class WindowAnswer
{
    private sealed record Counted(int Index, DateTimeOffset First, WindowCount[] Windows);

    private const int Width = 2 + SampledSums.Width;

    public static async Task<IReadOnlyList<ObjectiveWindows>> OfAsync(ClickHouseSession session, WindowQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var exact = (await ExactAsync(session, question)).ToDictionary(c => c.Index);
        var since = question.Objectives.Select((_, i) => exact.TryGetValue(i, out var counted) ? counted.First : question.Range.To).ToList();
        var earlier = await ObjectiveAnswer.EarlierAsync(session, new ObjectiveQuestion(question.Objectives, question.Range), since);
        return [.. question.Objectives.Select((objective, i) => new ObjectiveWindows(objective, [.. question.Windows.Select((window, w) =>
        {
            var before = earlier[i].Where(m => m.Minute >= question.Now - window).ToList();
            var counted = exact.GetValueOrDefault(i)?.Windows[w] ?? new WindowCount(window, 0, 0);
            return counted with { Good = counted.Good + before.Sum(m => m.Good), Total = counted.Total + before.Sum(m => m.Total), Sampling = counted.Sampling + SamplingVariance.Sum(before.Select(m => m.Sampling)) };
        })]))];
    }

    private static Task<List<Counted>> ExactAsync(ClickHouseSession session, WindowQuestion question)
    {
        var sums = string.Join(", ", question.Windows.Select(w => $"toInt64(sumIf(good, {Since(w)})), toInt64(sumIf(total, {Since(w)})), {SampledSums.Of(Since(w))}"));
        return session.ReadAsync(
            $"""
             SELECT asked.number, {Rows.Nanos("min(counted.minute)")}, {sums}
             FROM {ObjectiveAnswer.Counts(session, question.Objectives, question.Range)} JOIN {ObjectiveAnswer.Asked(question.Objectives)} ON {ObjectiveAnswer.Matches}
             WHERE isNull(asked.place) OR counted.environment = asked.place
             GROUP BY asked.number
             """,
            r => new Counted(r.GetInt32(0), Nanos.ToMoment(r.GetInt64(1)), [.. question.Windows.Select((window, w) =>
                new WindowCount(window, r.GetInt64(2 + (Width * w)), r.GetInt64(3 + (Width * w))) { Sampling = SampledSums.Read(r, 4 + (Width * w)) })]));

        string Since(TimeSpan window) => $"counted.minute >= {Literal.Time(Nanos.Of(question.Now - window))}";
    }
}
