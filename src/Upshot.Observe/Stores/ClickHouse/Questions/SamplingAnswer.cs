using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Sampled requests by weight.</summary>
internal static class SamplingAnswer
{
    public static async Task<IReadOnlyList<IReadOnlyList<SampledClass>>> OfAsync(ClickHouseSession session, SamplingQuestion question)
    {
        var answer = new List<IReadOnlyList<SampledClass>>();
        foreach (var window in question.Windows)
        {
            answer.Add(await OfAsync(session, window));
        }

        return answer;
    }

    private static async Task<IReadOnlyList<SampledClass>> OfAsync(ClickHouseSession session, BlockWindow window) => await session.ReadAsync(
        $"""
         SELECT toInt32(floor(log2(adjusted_count))) AS size,
                toInt64(countIf(status = {Rows.Failed})), sumIf(adjusted_count, status = {Rows.Failed}), sumIf(adjusted_count * adjusted_count, status = {Rows.Failed}),
                toInt64(countIf(status <> {Rows.Failed})), sumIf(adjusted_count, status <> {Rows.Failed}), sumIf(adjusted_count * adjusted_count, status <> {Rows.Failed})
         FROM {session.Spans}
         WHERE adjusted_count > 1 AND operation = {Literal.Text(window.Operation)} AND {Literal.WithinMinutes("start_time", window.Range)}
           {Rows.Only("service", window.Service)} {Rows.Only("environment", window.Environment)} {Rows.Only("version", window.Version)}
         GROUP BY size ORDER BY size
         """,
        r => new SampledClass(r.GetInt64(1), r.GetDouble(2), r.GetDouble(3), r.GetInt64(4), r.GetDouble(5), r.GetDouble(6)));
}
