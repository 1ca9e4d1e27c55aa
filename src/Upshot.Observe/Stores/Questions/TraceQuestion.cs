using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>A whole trace, by start of its spans; null when no span of it is here.</summary>
/// <param name="TraceId">32 hex digits; anything else is no trace.</param>
/// <param name="Limit">Of spans: first those without a parent, then the failed ones, then the earliest. <see cref="TraceEvidence.Whole"/> always says how many there are.</param>
public sealed record TraceQuestion(string TraceId, int Limit = 50_000) : Question<TraceEvidence?>(Times.All, Limit);

/// <summary>Traces of an operation as one version ran it, from its entry span down: a random sample, the same for the same seed.</summary>
/// <param name="Version">Null: whatever version.</param>
/// <param name="Range">Of entry spans; what is below them may end an hour later.</param>
public sealed record TraceSampleQuestion(string Operation, string? Version, TimeRange Range, int Limit, int Seed = 0) : Question<IReadOnlyList<TraceEvidence>>(Range, Limit)
{
    /// <summary>Of the entry span; null: any.</summary>
    public string? Environment { get; init; }

    /// <summary>All attributes of the spans as text, and the type of an exception that one recorded; otherwise those that name a step.</summary>
    public bool WithAttributes { get; init; }
}

/// <summary>All traces in which an operation began in a time, with all of their spans from a minute before it to an hour after it; by the traces' ids.</summary>
/// <param name="Range">Of entry spans.</param>
/// <param name="Limit">Of spans; more are refused.</param>
public sealed record OperationTraceQuestion(string Operation, TimeRange Range, int Limit = 500_000) : Question<IReadOnlyList<OperationTrace>>(Range, Limit)
{
    /// <summary>How long before an entry span and after it spans of its trace are looked for: clocks differ, and work goes on.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(1), After = TimeSpan.FromHours(1);

    /// <summary>All attributes of the spans as text; otherwise those that name a step.</summary>
    public bool WithAttributes { get; init; }
}
