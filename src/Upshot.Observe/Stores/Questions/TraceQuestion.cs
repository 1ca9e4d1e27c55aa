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
    /// <summary>All attributes of the spans as text, and the type of an exception that one recorded; otherwise those that name a step.</summary>
    public bool WithAttributes { get; init; }
}
