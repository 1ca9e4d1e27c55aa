using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What each process of a version contributed to a signal; by service and process. Of a metric that is what was added meanwhile, whatever its temporality; of events and spans their number.</summary>
/// <param name="Environment">Null: any.</param>
/// <param name="Version">Null: all.</param>
/// <param name="Limit">Of processes; more are refused.</param>
public sealed record OutcomeQuestion(Signal Signal, string? Environment, string? Version, TimeRange Range, int Limit = 10_000) : Question<IReadOnlyList<OutcomeRow>>(Range, Limit);
