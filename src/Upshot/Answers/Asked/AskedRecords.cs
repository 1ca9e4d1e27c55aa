using Upshot.Decide.Scaling;
using Upshot.Observe.Stores;

namespace Upshot.Answers;

/// <summary>What a question was answered with: a sentence, and what it rests on.</summary>
/// <param name="Question">latency, errors or cost.</param>
/// <param name="Findings">The most important first; empty when nothing is to be told.</param>
public sealed record AskAnswer(string Question, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AgainstFrom, DateTimeOffset AgainstTo, string Sentence, IReadOnlyList<AskFinding> Findings)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>One thing found, with its evidence.</summary>
/// <param name="Subject">The operation, or the service.</param>
/// <param name="Measure">What changed: mean duration, share of failed requests, cpu …</param>
/// <param name="Before">In the time it is held against; null: not known.</param>
/// <param name="Path">The calls from the entry down to where it is; empty where that is not known.</param>
/// <param name="Where">What those requests have in common that the others do not have: flags, version, route, attributes.</param>
/// <param name="Share">The part of what is to be explained that has these facts, or is on this path.</param>
/// <param name="P">How often chance alone would show as much.</param>
/// <param name="Grade">associated, conserved, fixTest, naturalExperiment or reverted.</param>
public sealed record AskFinding(string Subject, string Measure, string Sentence, double? Before, double? Now, string Unit, IReadOnlyList<string> Path, string ErrorType, IReadOnlyDictionary<string, string> Where, double? Share, double? P, string Grade)
{
    /// <summary>Ids of traces to look at.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];

    /// <summary>Of a cost: how it follows load.</summary>
    public CostLaw? Cost { get; init; }
}

/// <summary>cost = fixed + scale × load^exponent.</summary>
/// <param name="Kind">fixed, sublinear, linear, superlinear or cannotBeTold.</param>
/// <param name="Departs">Requests a second from which on it costs more than that; null: none was seen.</param>
public sealed record CostLaw(string Kind, Interval? Exponent, double? Fixed, Interval? Departs, int Levels)
{
    /// <summary>What was measured by load, beside the law: at most 24 levels.</summary>
    public IReadOnlyList<CostLevel> Curve { get; init; } = [];
}
