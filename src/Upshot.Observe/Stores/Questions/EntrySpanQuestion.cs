using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>The kinds of stored entry spans and roots, most spans first.</summary>
public sealed record EntrySpanQuestion(TimeRange Range, int Limit = 100_000) : Question<IReadOnlyList<EntrySpans>>(Range, Limit);

/// <summary>Entry spans, or roots, that are alike.</summary>
/// <param name="Route"><c>http.route</c>; empty: they have none.</param>
/// <param name="IsRoot">They have no parent.</param>
/// <param name="Count">Spans as they are stored, whatever they stand for.</param>
/// <param name="WithThreshold">Those among them that say how they were sampled: <c>th</c> in their trace state.</param>
public sealed record EntrySpans(string Service, string Route, string Name, string Kind, bool IsRoot, long Count, long WithThreshold);
