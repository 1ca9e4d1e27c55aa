using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What each process sent of a signal in the plan's version, and in all; of the services that sent it, by service and instance.</summary>
public sealed record SignalUseQuestion(Signal Signal, TimeRange Range, int Limit = 10_000) : Question<IReadOnlyList<SignalUse>>(Range, Limit);

/// <summary>How long the spans of a signal took, by the signal's version; empty for signals of other kinds.</summary>
public sealed record SignalValuesQuestion(Signal Signal, TimeRange Range, int Limit = 1000) : Question<IReadOnlyList<SignalValues>>(Range, Limit);
