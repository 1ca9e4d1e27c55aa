using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// How often flags were evaluated to which variant, by minute: evaluations on spans (by their weight; the minute is that in which the span began), in events of spans and in log records, as the
/// semantic conventions have it. Of one that is written in two of these ways, both count. By flag, environment, minute and variant.
/// </summary>
/// <param name="Limit">The most frequent ones; the rest is left out.</param>
public sealed record EvaluationQuestion(TimeRange Range, int Limit = 20_000) : Question<IReadOnlyList<EvaluationCount>>(Range, Limit)
{
    internal static IReadOnlyList<EvaluationCount> Ordered(IEnumerable<EvaluationCount> counts) =>
        [.. counts.OrderBy(c => c.Flag, StringComparer.Ordinal).ThenBy(c => c.Environment, StringComparer.Ordinal).ThenBy(c => c.Minute).ThenBy(c => c.Variant, StringComparer.Ordinal)];
}
