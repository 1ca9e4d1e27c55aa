using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Sums of objectives over windows: one statement for all that was counted as it came, one for what was not.</summary>
internal static class WindowAnswer
{
    private sealed record Counted(DateTimeOffset First, WindowCount[] Windows);

    /// <summary>What lies within one window and not within the next shorter one.</summary>
    private sealed record Piece(string Name, string Definition, string Environment, int Number, DateTimeOffset First, long Good, long Total, SamplingVariance Sampling);

    public static async Task<IReadOnlyList<ObjectiveWindows>> OfAsync(ClickHouseSession session, WindowQuestion question)
    {
        if (question.Objectives.Count == 0)
        {
            return [];
        }

        var exact = await ExactAsync(session, question);
        var since = question.Objectives.Select((_, i) => exact[i]?.First ?? question.Range.To).ToList();
        var earlier = await ObjectiveAnswer.EarlierAsync(session, new ObjectiveQuestion(question.Objectives, question.Range), since);
        return [.. question.Objectives.Select((objective, i) => new ObjectiveWindows(objective, [.. question.Windows.Select((window, w) =>
        {
            var before = earlier[i].Where(m => m.Minute >= question.Now - window).ToList();
            var counted = exact[i]?.Windows[w] ?? new WindowCount(window, 0, 0);
            return counted with { Good = counted.Good + before.Sum(m => m.Good), Total = counted.Total + before.Sum(m => m.Total), Sampling = counted.Sampling + SamplingVariance.Sum(before.Select(m => m.Sampling)) };
        })]))];
    }

    /// <returns>By the objective's place; null: nothing was counted of it.</returns>
    private static async Task<IReadOnlyList<Counted?>> ExactAsync(ClickHouseSession session, WindowQuestion question)
    {
        // Each row is added up once, for the shortest window that it lies in; the longer ones hold the shorter.
        var since = question.Windows.Select(w => Nanos.Of(question.Now - w)).Distinct().OrderDescending().ToList();
        var asked = string.Join(", ", question.Objectives.Select(o => $"({Literal.Text(o.Name)}, {Literal.Text(ObjectiveDefinition.Of(o))})").Distinct());
        var pieces = await session.ReadAsync(
            $"""
             SELECT toString(objective), toString(definition), toString(environment), toInt32(multiIf({string.Concat(since.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"minute >= {Literal.Time(s)}, {i}, ")))}{since.Count})) AS piece,
                 {Rows.Nanos("min(minute)")}, toInt64(sum(good)), toInt64(sum(total)), {SampledSums.Of()}
             FROM {session.ObjectiveMinutes} WHERE (objective, definition) IN ({asked}) AND {Literal.Within("minute", question.Range)}
             GROUP BY objective, definition, environment, piece
             """,
            r => new Piece(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3), Nanos.ToMoment(r.GetInt64(4)), r.GetInt64(5), r.GetInt64(6), SampledSums.Read(r, 7)));
        var byObjective = pieces.ToLookup(p => (p.Name, p.Definition));
        return [.. question.Objectives.Select(o => Of(byObjective[(o.Name, ObjectiveDefinition.Of(o))].Where(p => o.Environment is null || p.Environment == o.Environment).ToList()))];

        Counted? Of(List<Piece> counted) => counted.Count == 0 ? null : new(counted.Min(p => p.First), [.. question.Windows.Select(window =>
        {
            var within = counted.Where(p => p.Number <= since.IndexOf(Nanos.Of(question.Now - window))).ToList();
            return new WindowCount(window, within.Sum(p => p.Good), within.Sum(p => p.Total)) { Sampling = SamplingVariance.Sum(within.Select(p => p.Sampling)) };
        })]);
    }
}
