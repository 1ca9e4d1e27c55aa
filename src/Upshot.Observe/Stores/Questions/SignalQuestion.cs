using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What each process sent of a signal in the plan's version, and in all; of the services that sent it, by service and instance.</summary>
public sealed record SignalUseQuestion(Signal Signal, TimeRange Range, int Limit = 10_000) : Question<IReadOnlyList<SignalUse>>(Range, Limit);

/// <summary>
/// Values of a signal by its version: how many milliseconds its spans took, or what its data points say: the value of a gauge, what was added to a sum since the point before, the mean of what was added to a
/// histogram. Points say their version by the scope attribute <c>upshot.signals</c>; those that do not are in no row. Empty for events.
/// </summary>
public sealed record SignalValuesQuestion(Signal Signal, TimeRange Range, int Limit = 1000) : Question<IReadOnlyList<SignalValues>>(Range, Limit);
