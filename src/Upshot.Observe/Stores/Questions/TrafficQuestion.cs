using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>How many requests of operations came, and how many of them failed.</summary>
/// <param name="Limit">Of minutes, of all operations; more are refused.</param>
public sealed record TrafficQuestion(IReadOnlyList<OperationTraffic> Operations, TimeRange Range, MinutesNeeded? Minutes = null, int Limit = 10_000_000)
    : Question<IReadOnlyList<IReadOnlyList<MinuteCount>>>(Range, Limit);

/// <param name="Environment">Null: of all.</param>
public sealed record OperationTraffic(string Operation, string? Environment);
