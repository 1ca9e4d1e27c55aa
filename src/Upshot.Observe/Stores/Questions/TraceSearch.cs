using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// Which traces somebody looks for, latest first. Without an operation every trace counts by its root: the span without a parent or, when it is
/// nowhere to be found, an entry span whose parent is elsewhere. A trace that begins with no entry span, or with none because its parents lead in
/// a circle, counts by any of its entry spans.
/// </summary>
public sealed record TraceSearch(TimeRange Range, int Limit) : Question<IReadOnlyList<TraceFound>>(Range, Limit)
{
    public string? Operation { get; init; }
    public string? Service { get; init; }
    public string? Version { get; init; }

    /// <summary>Longer than this; of the entry span (without an operation: of the root).</summary>
    public TimeSpan? AtLeast { get; init; }

    public bool OnlyFailed { get; init; }

    /// <summary>The slowest come first instead of the latest.</summary>
    public bool SlowestFirst { get; init; }
}

/// <summary>A trace by its entry span, or by its root.</summary>
/// <param name="Operation">Empty: none of the plan.</param>
/// <param name="IsPart">What it begins with is not here, so that this is a part of a trace.</param>
public sealed record TraceFound(string TraceId, DateTimeOffset Start, double DurationMillis, string Service, string Name, string Version, string Operation, bool IsError, bool IsPart = false);
