using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>When an operation was first and last requested from a version, in whole minutes; null when never.</summary>
public sealed record ActivityQuestion(string Operation, string Version, TimeRange Range) : Question<TimeRange?>(Range, 1);
