using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Observe.Stores.Questions;

/// <summary>How many records of each name came: spans by what they stand for, data points, events. One number for each, in the question's order.</summary>
public sealed record RecordQuestion(IReadOnlyList<RecordName> Names, TimeRange Range, int Limit = 100_000) : Question<IReadOnlyList<double>>(Range, Limit);

/// <param name="Kind">Span, metric or event; of nothing else there are records.</param>
public sealed record RecordName(SignalKind Kind, string Name);
