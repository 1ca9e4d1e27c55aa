using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>How many stored records pass a filter: over time, and by the values of some fields.</summary>
/// <param name="OfLogs">Log records; else spans.</param>
/// <param name="Fields">service, environment, version, name, operation, kind, status, severity, or the name of an attribute.</param>
/// <param name="Step">Steps begin at multiples of it since 1970; those in which nothing is are left out.</param>
/// <param name="Limit">Of values of each field, most frequent first.</param>
public sealed record RecordSummaryQuestion(bool OfLogs, RecordFilter Where, IReadOnlyList<string> Fields, TimeRange Range, TimeSpan Step, int Limit) : Question<RecordSummary>(Range, Limit);

/// <param name="Failed">Spans with an error, log records of severity error or above.</param>
public sealed record RecordSummary(long Records, long Failed, IReadOnlyList<RecordStep> Steps, IReadOnlyList<FieldValues> Fields);

public sealed record RecordStep(DateTimeOffset From, long Records, long Failed);

/// <param name="Values">Most frequent first; records without a value are in none.</param>
public sealed record FieldValues(string Field, IReadOnlyList<ValueCount> Values);

public sealed record ValueCount(string Value, long Records, long Failed);
