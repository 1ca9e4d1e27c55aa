using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>Who asked whom in a time, from stored spans: services, requests from outside, and what sends no telemetry itself. Busiest first.</summary>
public sealed record CallQuestion(TimeRange Range, int Limit) : Question<IReadOnlyList<ServiceCall>>(Range, Limit)
{
    public string? Environment { get; init; }
}
