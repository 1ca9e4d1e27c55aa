using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// What services cost while they answered requests, by the minute: metrics with cpu, memory or cost in their names, all series of a service together, and how
/// many spans it sent. Minutes without a request are left out. By service, measure and minute.
/// </summary>
public sealed record CostQuestion(TimeRange Range, int Limit = 1_000_000) : Question<IReadOnlyList<CostMinute>>(Range, Limit);

/// <param name="Measure">The metric's name, or <c>telemetry.spans</c>.</param>
/// <param name="RequestsPerSecond">That the service answered in this minute.</param>
/// <param name="Cost">A counter's growth a second; of other metrics the sum of the series' means.</param>
public sealed record CostMinute(string Service, string Measure, string Unit, DateTimeOffset Minute, double RequestsPerSecond, double Cost);
