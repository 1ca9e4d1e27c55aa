using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>Versions that answered requests, whether or not anybody announced them; latest first.</summary>
public sealed record VersionQuestion(TimeRange Range, int Limit = 1000) : Question<IReadOnlyList<VersionSeen>>(Range, Limit);
