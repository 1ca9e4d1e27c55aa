using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Good and total events of objectives over several windows that end now: what <see cref="ObjectiveQuestion"/> says by the minute, added up. One question for
/// all objectives of a plan, every minute.
/// </summary>
/// <param name="Now">The end, excluded; a minute counts when it begins within a window.</param>
/// <param name="Windows">At least one; longer than nothing.</param>
public sealed record WindowQuestion(IReadOnlyList<Objective> Objectives, DateTimeOffset Now, IReadOnlyList<TimeSpan> Windows)
    : Question<IReadOnlyList<ObjectiveWindows>>(new TimeRange(Now - Windows.Max(), Now), 1_000_000);

/// <summary>One for each objective of the question, in its order.</summary>
/// <param name="Windows">One for each window of the question, in its order; zero where nothing happened.</param>
public sealed record ObjectiveWindows(Objective Objective, IReadOnlyList<WindowCount> Windows);
