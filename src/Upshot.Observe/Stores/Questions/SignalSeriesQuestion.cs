using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// What came of a signal, step by step: of a metric what was added meanwhile, whatever its temporality; of events and spans their number. Steps in which nothing came are left out; in order of time.
/// </summary>
/// <param name="Step">Whole minutes; steps begin at multiples of it since 1970.</param>
/// <param name="Limit">Of steps; more are refused.</param>
/// <param name="Environment">Null: any.</param>
public sealed record SignalSeriesQuestion(Signal Signal, TimeRange Range, TimeSpan Step, int Limit = 10_000, string? Environment = null) : Question<IReadOnlyList<SignalStep>>(Range, Limit);
