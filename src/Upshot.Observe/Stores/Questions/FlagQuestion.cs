using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// What requests of an operation did by the variant of a feature flag that their trace evaluated; an arm for each variant, by its name. Of the spans that are
/// stored, each by its weight. A trace that saw two variants is in none.
/// </summary>
/// <param name="Service">Null: any.</param>
/// <param name="Environment">Null: any.</param>
/// <param name="Block">At least a second.</param>
/// <param name="Limit">Of blocks; more are refused.</param>
public sealed record FlagQuestion(string Flag, string Operation, string? Service, string? Environment, TimeRange Range, TimeSpan Block, int Limit = 200_000) : Question<IReadOnlyList<ArmEvidence>>(Range, Limit);
