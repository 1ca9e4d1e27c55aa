using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Who asked whom in a time, from stored spans: services, requests from outside, and what sends no telemetry itself. Busiest first. Calls count by what their
/// spans stand for, when and where the span began that tells of them: the callee's, or the caller's when nobody answered.
/// </summary>
public sealed record CallQuestion(TimeRange Range, int Limit) : Question<IReadOnlyList<ServiceCall>>(Range, Limit)
{
    /// <summary>How far away in time the two spans of a call may begin: further away they are not known to belong together.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    public string? Environment { get; init; }
}
