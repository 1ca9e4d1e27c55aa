using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>Who answered requests, of which operations: by service, process and operation.</summary>
/// <param name="Limit">Of rows; more are refused.</param>
public sealed record ProcessQuestion(TimeRange Range, int Limit = 1_000_000) : Question<IReadOnlyList<ProcessTraffic>>(Range, Limit);

/// <param name="Instance">Empty: the service does not say which process it is.</param>
/// <param name="Operation">Empty: no operation of the plan.</param>
/// <param name="WithoutVersion">Requests among them whose service did not say its version.</param>
/// <param name="From">The first minute that has a request.</param>
/// <param name="To">The end of the last one.</param>
public sealed record ProcessTraffic(string Service, string Instance, string Operation, long Requests, long WithoutVersion, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>As every store orders them.</summary>
    /// <exception cref="AnswerTooLargeException">They are more than were asked for.</exception>
    internal static IReadOnlyList<ProcessTraffic> Ordered(IReadOnlyList<ProcessTraffic> rows, ProcessQuestion question) => rows.Count > question.Limit
        ? throw new AnswerTooLargeException("processes", question.Limit)
        : [.. rows.OrderBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Instance, StringComparer.Ordinal).ThenBy(r => r.Operation, StringComparer.Ordinal)];
}
