using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Which requests stand for more than themselves because senders sampled them, in classes of weights that rise: an answer for each window in its order, an empty one
/// where all were kept. A comparison counts what was observed, not what it stands for.
/// </summary>
/// <param name="Windows">Their blocks play no part.</param>
public sealed record SamplingQuestion(IReadOnlyList<BlockWindow> Windows, int Limit = 100_000) : Question<IReadOnlyList<IReadOnlyList<SampledClass>>>(BlockWindow.Hull(Windows), Limit);
