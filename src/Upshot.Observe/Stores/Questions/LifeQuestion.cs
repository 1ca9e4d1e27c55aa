using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>When versions answered requests of operations; requests of no operation have none. By service, operation, environment and time.</summary>
/// <param name="Limit">Of lives; more are refused.</param>
public sealed record LifeQuestion(TimeRange Range, int Limit = 100_000) : Question<IReadOnlyList<VersionLife>>(Range, Limit);
