using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// What <see cref="ObjectiveQuestion"/> counts, added up by the version and environment that answered: each event is in one row. By objective, version and environment.
/// </summary>
/// <param name="Limit">Of rows; more are refused.</param>
public sealed record ReleaseSplitQuestion(IReadOnlyList<Objective> Objectives, TimeRange Range, int Limit = 100_000) : Question<IReadOnlyList<SplitCount>>(Range, Limit);

/// <summary>
/// Good and total events of objectives by the variant of a flag that their trace evaluated, of the spans that are stored, each by its weight. A trace that saw two
/// variants or none is in no row, and nothing is an objective's that names its own condition of success. By objective and variant.
/// </summary>
/// <param name="Range">Of minutes: a request counts in the one in which it began.</param>
/// <param name="Limit">Of rows; more are refused.</param>
public sealed record VariantSplitQuestion(string Flag, IReadOnlyList<Objective> Objectives, TimeRange Range, int Limit = 100_000) : Question<IReadOnlyList<SplitCount>>(Range, Limit);

/// <param name="Objective">Its place in the question.</param>
/// <param name="Name">The version or the variant; empty: the sender named none.</param>
/// <param name="Environment">Empty where the question is not about releases, or the sender named none.</param>
public sealed record SplitCount(int Objective, string Name, string Environment, long Good, long Total)
{
    /// <summary>What was counted as it came and what rollups tell of the time before, added up and in order.</summary>
    internal static IReadOnlyList<SplitCount> Together(IEnumerable<SplitCount> exact, IEnumerable<SplitCount> earlier, int limit) => AtMost(
        limit,
        [.. exact.Concat(earlier).GroupBy(c => (c.Objective, c.Name, c.Environment))
            .Select(g => new SplitCount(g.Key.Objective, g.Key.Name, g.Key.Environment, g.Sum(c => c.Good), g.Sum(c => c.Total)))
            .OrderBy(c => c.Objective).ThenBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Environment, StringComparer.Ordinal)]);

    /// <exception cref="AnswerTooLargeException">They are more than were asked for.</exception>
    internal static IReadOnlyList<SplitCount> AtMost(int limit, IReadOnlyList<SplitCount> rows) => rows.Count <= limit ? rows : throw new AnswerTooLargeException("releases or variants", limit);
}
